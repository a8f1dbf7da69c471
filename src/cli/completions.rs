//! The completion scripts: those of `clap_complete`, told more about values than clap knows, and set right where zsh is led astray.

use super::Cli;
use clap::{Command, CommandFactory, ValueHint};
use clap_complete::Shell;

/// Stands in a script where the names of the sets belong.
const MARK: &str = "EFTOP_SETS";

/// Lists the names of the sets, in each shell's own words; see `settings::paths` and `SetName`.
const SETS: &str = r#"sh -c 'case $XDG_STATE_HOME in /*) ls "$XDG_STATE_HOME/eftop/sets";; *) ls "$HOME/.local/state/eftop/sets";; esac' 2>/dev/null | sed -n 's/^\([A-Za-z0-9_-][A-Za-z0-9._-]*\)\.json$/\1/p'"#;

/// Where the script of bash takes the word before the cursor's...
const PREVIOUS: &str = "    prev=\"$3\"\n";
/// ...and the same where bash makes three words of `--option=value`.
const OF_THREE_WORDS: &str = r#"    prev="$3"
    if [[ ${cur} == "=" ]]; then
        cur=""
    elif [[ ${prev} == "=" ]]; then
        prev="${COMP_WORDS[COMP_CWORD-2]}"
    fi
"#;

/// The script of a shell.
pub fn script(shell: Shell) -> String {
    let mut command = told_of_values(Cli::command());
    if shell == Shell::Zsh {
        // With a place for ids before it, zsh looks for the command in the second word.
        command = Command::new("eftop")
            .version(env!("CARGO_PKG_VERSION"))
            .args(command.get_arguments().filter(|arg| !arg.is_positional()).cloned())
            .subcommands(command.get_subcommands().cloned());
    }
    // Written to memory: the generator panics when its writer fails.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "eftop", &mut script);
    let script = String::from_utf8_lossy(&script);
    match shell {
        Shell::Bash => {
            let script = script.replace(MARK, "$(_eftop_sets)").replacen(PREVIOUS, OF_THREE_WORDS, 1);
            format!("_eftop_sets() {{\n    {SETS}\n}}\n\n{script}")
        }
        Shell::Zsh => {
            // A word that is no command is an id or a file: what follows is that of `watch`.
            let known = "(( $+functions[_eftop__subcmd__${line[1]}_commands] )) || line[1]=watch";
            let list = "    _describe -t commands 'eftop commands' commands \"$@\"\n";
            script
                .replace(&format!("({MARK})"), "_eftop_sets")
                .replacen("        words=($line[1] ", &format!("        {known}\n        words=($line[1] "), 1)
                .replacen(list, &format!("{list}    _files\n"), 1)
                .replacen(
                    "\n_eftop() {",
                    &format!("\n_eftop_sets() {{\n    compadd -- $({SETS})\n}}\n\n_eftop() {{"),
                    1,
                )
        }
        Shell::Fish => {
            // The option whose value is typed has none yet, and argparse fails of it.
            let read = "    argparse -s (__fish_eftop_global_optspecs) -- $cmd 2>/dev/null\n";
            let shorter = read.replace("argparse", "or argparse").replace("$cmd", "$cmd[1..-2]");
            let script = script.replace(&format!("{MARK}\\t''"), "(__fish_eftop_sets)").replacen(
                read,
                &format!("{read}{shorter}"),
                1,
            );
            format!("function __fish_eftop_sets\n    {SETS}\nend\n\n{script}")
        }
        _ => script.into_owned(),
    }
}

/// The same command; only what names a file is completed by files.
fn told_of_values(command: Command) -> Command {
    let command = command.mut_args(|arg| {
        let name = arg.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
        let is_told = arg.get_value_hint() != ValueHint::Unknown || !arg.get_possible_values().is_empty();
        match name {
            _ if arg.get_long() == Some("set") => arg.value_parser([MARK]),
            "CMD" => arg.value_hint(ValueHint::CommandString),
            // Paths of the service are often those of the machine, too.
            "FILE" | "PATH" | "SRC" | "ID|FILE|-" => arg,
            _ if is_told || !arg.get_action().takes_values() => arg,
            _ => arg.value_hint(ValueHint::Other),
        }
    });
    command.mut_subcommands(told_of_values)
}
