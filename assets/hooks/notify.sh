#!/bin/sh
# Posts what a hook of eftop tells as one message, to a group or to a person:
#
#     eftop wait --hook-on-end 'eftop-notify dingtalk'        (wecom, feishu, ntfy, mail)
#
# Where it goes stands in EFTOP_NOTIFY_TO (the address of the robot or of the ntfy topic, or a mail address), or in the first line of
# ~/.config/eftop/notify-KIND, which only you may read. The token of an ntfy topic: EFTOP_NOTIFY_TOKEN, or the second line.
# Needs curl; for mail msmtp or sendmail. Ends with 1 and a message when it was not taken.
set -u
LOCALE=${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}
# Bytes are bytes, whatever the awk.
LC_ALL=C
export LC_ALL
NAME=${0##*/}

die() {
    printf '%s: %s\n' "$NAME" "$1" >&2
    exit 1
}

# The line of this number in the file of the user's own.
line() {
    [ -f "$FILE" ] || return 0
    case $(ls -ldL "$FILE") in
    -???------*) sed -n "$1p" "$FILE" ;;
    *) die "$FILE: others can read it; run: chmod 600 $FILE" ;;
    esac
}

# One line of at most 400 bytes, cut between characters: robots take 2048 bytes in all.
short() {
    printf '%s' "$1" | tr '\n\r\t' '   ' | tr -d '\000-\037\177' |
        awk '{ if (length($0) > 400) { $0 = substr($0, 1, 400); sub(/[\300-\377][\200-\277]*$/, ""); $0 = $0 "..." } print }'
}

# Text as a string of JSON, with its quotes.
json() {
    printf '%s\n' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' |
        awk 'BEGIN { printf "\"" } { printf "%s%s", gap, $0; gap = "\\n" } END { printf "\"" }'
}

# A value of curl's configuration.
quoted() { printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g'; }

# Sends standard input. Address and headers go by a file descriptor: the arguments of a program are seen by everybody.
post() {
    case $TO in
    https://* | http://127.0.0.1:* | http://localhost:* | http://\[::1\]:*) ;;
    *) die "the address for $KIND must begin with https://" ;;
    esac
    command -v curl >/dev/null || die 'curl is needed'
    curl -sS --fail --connect-timeout 10 --max-time 30 --data-binary @- --config /dev/fd/3 3<<CONFIG
url = "$(quoted "$TO")"
header = "$1"
$2
CONFIG
}

# Posts JSON; a robot says in its answer whether it took it, and always with HTTP 200.
robot() {
    answer=$(printf '%s' "$1" | post 'Content-Type: application/json; charset=utf-8' '') || die "$KIND did not take the message"
    printf '%s' "$answer" | tr -d ' \t\r\n' | grep -Eq '"(errcode|code|StatusCode)":0[,}]' ||
        die "$KIND did not take the message: $(short "$answer")"
}

KIND=${1:-}
case $KIND in
dingtalk | wecom | feishu | ntfy | mail) ;;
*) die 'which one? dingtalk, wecom, feishu, ntfy or mail' ;;
esac
FILE=${XDG_CONFIG_HOME:-${HOME:-}/.config}/eftop/notify-$KIND
TO=${EFTOP_NOTIFY_TO:-}
TOKEN=${EFTOP_NOTIFY_TOKEN:-}
if [ -z "$TO" ]; then
    TO=$(line 1) || exit 1
    TOKEN=${TOKEN:-$(line 2)} || exit 1
fi
[ -n "$TO" ] || die "where to? set EFTOP_NOTIFY_TO, or write the address into $FILE"
case $TO$TOKEN in *[[:cntrl:]]*) die "the address for $KIND must be one line" ;; esac

verdict=$(short "${EFTOP_VERDICT:-}")
case ${EFTOP_LANG:-$LOCALE} in
zh*)
    failed='任务失败' counts='完成 %s，失败 %s，取消 %s，无记录 %s，未结束 %s'
    case $verdict in
    complete) verdict='全部完成' ;;
    failed) verdict='已结束，有任务失败' ;;
    cancelled) verdict='已结束，有任务被取消' ;;
    gone) verdict='已结束，有任务无记录' ;;
    not-ended) verdict='不再等待，尚未全部结束' ;;
    esac
    ;;
*)
    failed='a task failed' counts='%s complete, %s failed, %s cancelled, %s gone, %s not ended'
    verdict="the tasks: $verdict"
    ;;
esac
# The word eftop is always there: it is what the keyword check of a robot can ask for.
if [ -n "${EFTOP_VERDICT:-}" ]; then
    title="eftop: $verdict"
    # shellcheck disable=SC2059  # one of the two formats above
    text=$(printf "$counts" "${EFTOP_COMPLETE:-?}" "${EFTOP_FAILED:-?}" "${EFTOP_CANCELLED:-?}" "${EFTOP_GONE:-?}" "${EFTOP_LIVE:-?}")
    good=$EFTOP_VERDICT
else
    title="eftop: $failed: $(short "${EFTOP_CODE:-?}")"
    text=$(short "${EFTOP_MESSAGE:-}")
    for value in "${EFTOP_LABEL:-}" "${EFTOP_OPERATION:-}" "${EFTOP_SOURCE:-}" "${EFTOP_TARGET:+-> $EFTOP_TARGET}" "${EFTOP_ID:-}"; do
        [ -z "$value" ] || text="$text
$(short "$value")"
    done
    good=no
fi
text="$text
$(id -un)@$(uname -n)"

case $KIND in
dingtalk | wecom) robot "{\"msgtype\":\"text\",\"text\":{\"content\":$(json "$title
$text")}}" ;;
feishu) robot "{\"msg_type\":\"text\",\"content\":{\"text\":$(json "$title
$text")}}" ;;
ntfy)
    case $good in
    complete) tags=white_check_mark priority=default ;;
    *) tags=warning priority=high ;;
    esac
    printf '%s' "$text" | post "Title: $(quoted "$title")" "header = \"Tags: $tags\"
header = \"Priority: $priority\"
${TOKEN:+header = \"Authorization: Bearer $(quoted "$TOKEN")\"}" >/dev/null || die 'ntfy did not take the message'
    ;;
mail)
    for mailer in msmtp sendmail /usr/sbin/sendmail; do
        command -v "$mailer" >/dev/null && break
        mailer=
    done
    [ -n "$mailer" ] || die 'msmtp or sendmail is needed'
    "$mailer" -t -i <<MAIL || die "$mailer did not take the message"
To: $TO
Subject: =?UTF-8?B?$(printf '%s' "$title" | base64 | tr -d '\n')?=
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

$text
MAIL
    ;;
esac
