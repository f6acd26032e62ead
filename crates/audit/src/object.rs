//! An object of a JSON array: what is open in it, and whether it keeps to the grammar.

/// An object that is nested deeper is refused as a line too.
const DEPTH_MAX: usize = 128;

/// What stands between two objects, and at the end of hardly any text.
const SEAM: &[u8] = b",{";

/// The object that is being read.
#[derive(Default)]
pub(crate) struct Object {
    /// Of it and all that is open in it, whether that is an array.
    pub(crate) open: Vec<bool>,
    /// The last byte that is neither white space nor in a text; that of a text is its quote.
    pub(crate) before: u8,
    /// How much of the seam the last text ends with.
    pub(crate) seam: usize,
    pub(crate) is_garbled: bool,
    pub(crate) has_line_break: bool,
    /// Whether its first line is nothing but its brace.
    pub(crate) is_indented: bool,
    /// How far the brace is from the start of its line, where nothing else is between them.
    pub(crate) indent: usize,
}

impl Object {
    pub(crate) fn pass_over_space(&mut self, is_break: bool) {
        let is_first_break = is_break && !self.has_line_break;
        self.is_indented |= is_first_break && self.before == b'{' && self.open.len() == 1;
        self.has_line_break |= is_break;
    }

    /// Takes a byte outside of texts.
    pub(crate) fn take(&mut self, byte: u8) {
        match byte {
            b'{' | b'[' if self.open.len() < DEPTH_MAX => self.open.push(byte == b'['),
            b'}' => {
                while self.open.pop() == Some(true) {
                    self.is_garbled = true;
                }
            }
            b']' if self.open.last() == Some(&true) => drop(self.open.pop()),
            b'{' | b'[' | b']' => self.is_garbled = true,
            // A text is a name too.
            b'"' => self.is_garbled |= !self.has_place_for_value() && !b"{,".contains(&self.before),
            b',' => self.is_garbled |= b"{[,:".contains(&self.before),
            b':' => self.is_garbled |= self.before != b'"' || self.open.last() == Some(&true),
            _ => self.is_garbled |= !b"-+.0123456789Etruefalsn".contains(&byte),
        }
        self.before = byte;
    }

    pub(crate) fn has_place_for_value(&self) -> bool {
        match self.before {
            b':' | b'[' => true,
            b',' => self.open.last() == Some(&true),
            _ => false,
        }
    }

    /// Sees a byte of a text, or its end.
    pub(crate) fn see_seam(&mut self, byte: u8) {
        if byte == b'"' || byte.is_ascii_whitespace() {
            return;
        }
        let goes_on = SEAM.get(self.seam) == Some(&byte);
        self.seam = if goes_on { self.seam + 1 } else { usize::from(byte == b',') };
    }

    pub(crate) fn is_behind_seam(&self) -> bool {
        self.before == b'"' && self.seam == SEAM.len()
    }
}
