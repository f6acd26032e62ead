//! What the examples print, as the files of this folder have it: page by page, in the order of the commands.
//!
//! ```text
//! # storeauth store company list (served)     a page, and what is there: see `Place`
//! > storeauth store company add --name Other  what is done before, which has to go well
//! $ storeauth store company list              an example, as the help has it
//! id …                                        what it prints; … stands for anything
//! ! it is counted                             what it says on standard error
//! [1]                                         its exit code, where that is not 0
//! & storeauth store serve --data DIR          an example that serves, until the next one or the end of the page
//! ```

pub(crate) struct Page {
    pub(crate) command: String,
    /// What is there before the first example.
    pub(crate) there: String,
    pub(crate) steps: Vec<Step>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Before,
    Example,
    Serving,
}

pub(crate) struct Step {
    pub(crate) kind: Kind,
    pub(crate) lines: Vec<String>,
    pub(crate) printed: String,
    pub(crate) said: String,
    pub(crate) code: i32,
}

impl Step {
    /// A line behind the command.
    fn read(&mut self, line: &str) {
        let code = line.strip_prefix('[').and_then(|code| code.strip_suffix(']'));
        match (code.and_then(|code| code.parse().ok()), line.strip_prefix("! ")) {
            (Some(code), _) => self.code = code,
            (None, Some(said)) => {
                self.said.push_str(said);
                self.said.push('\n');
            }
            (None, None) => {
                self.printed.push_str(line);
                self.printed.push('\n');
            }
        }
    }

    pub(crate) fn text(&self) -> String {
        self.lines.join("\n")
    }
}

impl Page {
    /// The lines of its examples.
    pub(crate) fn examples(&self) -> Vec<String> {
        let examples = self.steps.iter().filter(|step| step.kind != Kind::Before);
        examples.flat_map(|step| step.lines.clone()).collect()
    }
}

#[track_caller]
pub(crate) fn read(text: &str) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("# ") {
            let (command, there) = heading.split_once(" (").unwrap_or((heading, ")"));
            let there = there.strip_suffix(')').unwrap().to_owned();
            pages.push(Page { command: command.to_owned(), there, steps: Vec::new() });
            continue;
        }
        let steps = &mut pages.last_mut().unwrap().steps;
        let kinds = [("> ", Kind::Before), ("$ ", Kind::Example), ("& ", Kind::Serving)];
        let step =
            kinds.into_iter().find_map(|(mark, kind)| Some((kind, line.strip_prefix(mark)?)));
        match (step, steps.last_mut()) {
            // The second line of a command is indented.
            (Some((_, line)), Some(last)) if line.starts_with(' ') => {
                last.lines.push(line.to_owned());
            }
            (Some((kind, line)), _) => {
                let lines = vec![line.to_owned()];
                let (printed, said) = (String::new(), String::new());
                steps.push(Step { kind, lines, printed, said, code: 0 });
            }
            (None, None) => assert_eq!(line, "", "expected a command"),
            (None, Some(last)) => last.read(line),
        }
    }
    pages
}

/// Whether a text is the one that is expected, in which … stands for anything.
pub(crate) fn is(expected: &str, found: &str) -> bool {
    let mut parts = expected.trim_end().split('…');
    let first = parts.next().unwrap();
    let Some(mut rest) = found.trim_end().strip_prefix(first) else { return false };
    let parts: Vec<_> = parts.collect();
    let Some((last, between)) = parts.split_last() else { return rest.is_empty() };
    for part in between {
        let Some((_, behind)) = rest.split_once(part) else { return false };
        rest = behind;
    }
    rest.ends_with(last)
}
