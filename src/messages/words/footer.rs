//! The last line. The keys and their names come from the table of commands; this is what stands around them.

texts! {
    FooterWords {
        filter: "filter", "筛选";
        filter_hint: "text, s:fail, op:move, >10G", "文本、s:fail、op:move、>10G";
    }
}
