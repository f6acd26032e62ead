//! The forms of a page, as a browser sees them.

/// A form of a page.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    /// Where it is sent.
    pub(crate) to: String,
    /// Whether it is sent by POST.
    pub(crate) changes: bool,
    /// Whether its button is of what is not undone easily.
    pub(crate) is_dangerous: bool,
    pub(crate) fields: Vec<Field>,
}

/// What is in a form.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// Such as `hidden`, `text` or `textarea`.
    pub(crate) kind: String,
    pub(crate) value: String,
    /// Whether a browser sends it: of a box that is not checked it does not.
    pub(crate) is_sent: bool,
}

impl Form {
    /// All forms of a page.
    pub(crate) fn all(html: &str, page: &str) -> Vec<Self> {
        let page = page.split('?').next().unwrap();
        let forms = html.split("<form").skip(1).map(|form| form.split("</form>").next().unwrap());
        forms
            .map(|form| {
                let (head, _) = form.split_once('>').unwrap();
                Self {
                    to: attribute(head, "action").unwrap_or_else(|| page.to_owned()),
                    changes: attribute(head, "method").as_deref() == Some("post"),
                    is_dangerous: form.contains("<button class=\"danger\""),
                    fields: fields(form),
                }
            })
            .collect()
    }

    /// Whether it is the same as one that was made earlier.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let names = |form: &Self| form.typed().map(|field| field.name.clone()).collect::<Vec<_>>();
        self.to == other.to && self.changes == other.changes && names(self) == names(other)
    }

    /// Those that somebody fills in.
    pub(crate) fn typed(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.kind != "hidden")
    }

    /// What a browser sends, with other values for some names.
    pub(crate) fn filled(&self, typed: &[(&str, &str)]) -> Vec<(String, String)> {
        let is_typed = |name: &str| typed.iter().any(|(typed, _)| *typed == name);
        let kept = self.fields.iter().filter(|field| field.is_sent && !is_typed(&field.name));
        let kept = kept.map(|field| (field.name.clone(), field.value.clone()));
        let typed = typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        kept.chain(typed).collect()
    }
}

fn fields(form: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    for (start, _) in form.match_indices('<') {
        let tag = &form[start + 1..];
        let (head, rest) = tag.split_once('>').unwrap();
        let element = head.split_whitespace().next().unwrap_or_default();
        let (kind, value) = match element {
            "input" => {
                let kind = attribute(head, "type").unwrap_or_else(|| "text".to_owned());
                (kind, attribute(head, "value").unwrap_or_default())
            }
            "textarea" => {
                let text = rest.split("</textarea>").next().unwrap();
                (element.to_owned(), decoded(text.strip_prefix('\n').unwrap_or(text)))
            }
            "select" => {
                let options = rest.split("</select>").next().unwrap();
                let all: Vec<_> = options.split("<option").skip(1).collect();
                let chosen = all.iter().find(|option| option.contains(" selected"));
                let chosen = chosen.or(all.first()).unwrap();
                (element.to_owned(), attribute(chosen, "value").unwrap())
            }
            _ => continue,
        };
        let is_sent = kind != "checkbox" || head.contains(" checked");
        let name = attribute(head, "name").unwrap();
        fields.push(Field { name, kind, value, is_sent });
    }
    fields
}

fn attribute(head: &str, name: &str) -> Option<String> {
    let value = head.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
    Some(decoded(value))
}

fn decoded(text: &str) -> String {
    let text = text.replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
