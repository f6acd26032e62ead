//! A manual page out of a command and its help: with the names of values, examples as they are typed, and exit codes.

use clap::{Arg, ArgAction, Command};
use clap_mangen::Man;
use roff::{Inline, Roff, bold, italic, roman};
use std::io;

/// The name of a page's file, and the page.
pub(crate) fn render(command: &Command) -> io::Result<(String, Vec<u8>)> {
    let man = Man::new(command.clone());
    let help = Help::of(command);
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    unbroken_words().to_writer(&mut page)?;
    man.render_name_section(&mut page)?;
    synopsis(command).to_writer(&mut page)?;
    man.render_description_section(&mut page)?;
    help.prose().to_writer(&mut page)?;
    if command.get_arguments().any(|argument| !argument.is_hide_set()) {
        man.render_options_section(&mut page)?;
    }
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    help.sections().to_writer(&mut page)?;
    if command.get_version().is_some() {
        man.render_version_section(&mut page)?;
    }
    Ok((man.get_filename(), page))
}

/// What stands behind the options in a command's help: paragraphs, and lists under a heading of their own.
struct Help {
    paragraphs: Vec<String>,
    lists: Vec<(String, Vec<String>)>,
    exit_codes: Option<String>,
}

const EXIT_CODES: &str = "Exit codes: ";
const EXAMPLES: &str = "EXAMPLES";

impl Help {
    fn of(command: &Command) -> Self {
        let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let mut help = Self { paragraphs: Vec::new(), lists: Vec::new(), exit_codes: None };
        for paragraph in text.split("\n\n") {
            let mut lines = paragraph.lines();
            let first = lines.next().unwrap_or_default();
            if let Some(codes) = paragraph.strip_prefix(EXIT_CODES) {
                help.exit_codes = Some(codes.to_owned());
            } else if let Some(heading) = first.strip_suffix(':') {
                let heading = match heading {
                    "Example" | "Start with" => EXAMPLES.to_owned(),
                    other => other.to_uppercase(),
                };
                let lines = lines.map(|line| line.strip_prefix("  ").unwrap_or(line).to_owned());
                help.lists.push((heading, lines.collect()));
            } else if !paragraph.is_empty() {
                help.paragraphs.push(paragraph.to_owned());
            }
        }
        // Where manual pages have them.
        help.lists.sort_by_key(|(heading, _)| heading == EXAMPLES);
        help
    }

    fn prose(&self) -> Roff {
        let mut roff = Roff::new();
        for paragraph in &self.paragraphs {
            roff.control("PP", []);
            filled(&mut roff, paragraph);
        }
        roff
    }

    fn sections(&self) -> Roff {
        let mut roff = Roff::new();
        let (examples, others): (Vec<_>, Vec<_>) =
            self.lists.iter().partition(|(heading, _)| heading == EXAMPLES);
        for list in others {
            as_typed(&mut roff, list);
        }
        if let Some(codes) = &self.exit_codes {
            roff.control("SH", ["EXIT STATUS"]);
            filled(&mut roff, codes);
        }
        for list in examples {
            as_typed(&mut roff, list);
        }
        roff
    }
}

/// No hyphen where none is typed, and no wider spaces.
fn unbroken_words() -> Roff {
    let mut roff = Roff::new();
    roff.control("nh", []).control("ad", ["l"]);
    roff
}

/// Lines that a page may break elsewhere.
fn filled(roff: &mut Roff, text: &str) {
    for line in text.lines() {
        roff.text([roman(line)]);
    }
}

/// Lines that stay as they are.
fn as_typed(roff: &mut Roff, (heading, lines): &(String, Vec<String>)) {
    roff.control("SH", [heading.as_str()]);
    roff.control("nf", []);
    filled(roff, &lines.join("\n"));
    roff.control("fi", []);
}

fn synopsis(command: &Command) -> Roff {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let mut line = vec![bold(name)];
    let shown = |argument: &&Arg| !argument.is_hide_set();
    let (positionals, options): (Vec<_>, Vec<_>) =
        command.get_arguments().filter(shown).partition(|argument| argument.is_positional());
    let groups = command.get_groups().filter(|group| group.is_required_set());
    let one_of: Vec<Vec<_>> = groups
        .map(|group| {
            let ids: Vec<_> = group.get_args().collect();
            options.iter().copied().filter(|option| ids.contains(&option.get_id())).collect()
        })
        .collect();
    for option in &options {
        if !one_of.iter().flatten().any(|member| member.get_id() == option.get_id()) {
            line.extend(optional(option.is_required_set(), with_value(option)));
            line.extend(is_repeatable(option).then(|| roman("...")));
        }
    }
    for members in one_of.iter().filter(|members| !members.is_empty()) {
        line.push(roman(" {"));
        for (index, member) in members.iter().enumerate() {
            line.extend((index > 0).then(|| roman(" | ")));
            line.extend(with_value(member));
        }
        line.push(roman("}"));
    }
    for positional in positionals {
        let name = vec![italic(value_names(positional))];
        line.extend(optional(positional.is_required_set(), name));
        line.extend(is_repeatable(positional).then(|| roman("...")));
    }
    if command.has_subcommands() {
        line.extend([roman(" "), italic("COMMAND"), roman(" [...]")]);
    }
    let mut roff = Roff::new();
    roff.control("SH", ["SYNOPSIS"]);
    roff.text(line);
    roff
}

/// `--name VALUE`.
fn with_value(option: &Arg) -> Vec<Inline> {
    let mut inlines = Vec::new();
    if let Some(short) = option.get_short() {
        inlines.push(bold(format!("-{short}")));
    }
    if let Some(long) = option.get_long() {
        inlines.extend((!inlines.is_empty()).then(|| roman("|")));
        inlines.push(bold(format!("--{long}")));
    }
    if option.get_action().takes_values() {
        inlines.extend([roman(" "), italic(value_names(option))]);
    }
    inlines
}

/// Behind a space, in brackets unless it is required.
fn optional(is_required: bool, inner: Vec<Inline>) -> Vec<Inline> {
    let (start, end) = if is_required { (" ", "") } else { (" [", "]") };
    let mut inlines = vec![roman(start)];
    inlines.extend(inner);
    inlines.push(roman(end));
    inlines
}

fn value_names(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    names.iter().map(clap::builder::Str::as_str).collect::<Vec<_>>().join(" ")
}

fn is_repeatable(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::Append)
}
