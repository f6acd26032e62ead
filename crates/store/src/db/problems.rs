//! What is found in a database that is looked at.

/// What is wrong in a database, in words; nothing, where all is well.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    /// What is not as a Store has written it. A copy of it is of no use.
    pub(crate) damage: Vec<String>,
    /// Closed months that have more records than their bills were made of. A copy of it is as good as any.
    pub(crate) late: Vec<String>,
}

impl Problems {
    /// Those of both kinds.
    pub(crate) fn all(self) -> Vec<String> {
        let Self { mut damage, late } = self;
        damage.extend(late);
        damage
    }

    pub(super) fn extend(&mut self, Self { damage, late }: Self) {
        self.damage.extend(damage);
        self.late.extend(late);
    }
}
