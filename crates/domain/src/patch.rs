//! One member of a merge patch (RFC 7396): absent, `null`, or a value.

/// What a patch says of one member.
///
/// ```
/// use docket_domain::Patch;
///
/// assert_eq!(Patch::Keep.apply(Some(1)), Some(1));
/// assert_eq!(Patch::Clear.apply(Some(1)), None);
/// assert_eq!(Patch::Set(2).apply(Some(1)), Some(2));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Patch<T> {
    /// The member is absent: what stands stays.
    #[default]
    Keep,
    /// The member is `null`: what stands is removed.
    Clear,
    /// The member has a value: it takes the place of what stands.
    Set(T),
}

impl<T> Patch<T> {
    /// What stands after this patch, given what stood before.
    #[must_use]
    pub fn apply(self, current: Option<T>) -> Option<T> {
        match self {
            Self::Keep => current,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }

    /// The same patch of a borrowed value.
    #[must_use]
    pub const fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(value),
        }
    }

    /// The same patch with its value, if any, changed by `f`.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(f(value)),
        }
    }
}

impl<T: Clone> Patch<&T> {
    /// The same patch of an owned value.
    #[must_use]
    pub fn cloned(self) -> Patch<T> {
        self.map(T::clone)
    }
}
