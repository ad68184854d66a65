//! Printed cards, as the screens need them: made, read, and open on this phone for as long as somebody votes with one.
//!
//! A code passes through here once, on its way from a field to the host. The key that it opens never comes here.

use tequio_core::{CircleId, EntryId, assembly::card::Whom, count::Choice, replica::CardHolder};

use crate::host::{Later, Wrong};

/// What a phone does with printed cards ([`tequio_core::assembly::card`]).
pub trait Lend {
    /// Makes a card, sealed by this code, and says in the circle whose it is. The text of the card.
    fn make_card(&self, circle: CircleId, whom: Whom, code: String) -> Later<Result<String, Wrong>>;

    /// Whose a card is.
    fn card_holder(&self, circle: CircleId, card: String) -> Later<Result<CardHolder, Wrong>>;

    /// Opens a card by its code. It is put away after a minute without [`Lend::touch_card`].
    fn open_card(&self, circle: CircleId, card: String, code: String) -> Later<Result<CardHolder, Wrong>>;

    /// Whoever votes touched the screen.
    fn touch_card(&self);

    /// Casts a ballot signed by the card that is open, and puts it away.
    fn cast_with_card(&self, circle: CircleId, vote: EntryId, choice: Choice) -> Later<Result<(), Wrong>>;

    /// Forgets the key of the card that is open.
    fn put_card_away(&self);
}
