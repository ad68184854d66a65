//! Wishes about printed cards.

use dioxus::prelude::ReadableExt;
use tequio_core::{EntryId, assembly::card::Whom, count::Choice, replica::CardHolder};

use super::Desk;

impl Desk {
    /// Makes a card, and then what follows with its text.
    pub(crate) fn make_card(self, whom: Whom, code: String, then: impl FnOnce(String) + 'static) {
        let Some(circle) = *self.circle.peek() else { return };
        let answer = self.host().make_card(circle, whom, code);
        self.wait_for(answer, then);
    }

    /// Says whose a card is.
    pub(crate) fn read_card(self, card: String, then: impl FnOnce(CardHolder) + 'static) {
        let Some(circle) = *self.circle.peek() else { return };
        let answer = self.host().card_holder(circle, card);
        self.wait_for(answer, then);
    }

    /// Opens a card by its code.
    pub(crate) fn open_card(self, card: String, code: String, then: impl FnOnce(CardHolder) + 'static) {
        let Some(circle) = *self.circle.peek() else { return };
        let answer = self.host().open_card(circle, card, code);
        self.wait_for(answer, then);
    }

    /// Casts a ballot signed by the card that is open.
    pub(crate) fn cast_with_card(self, vote: EntryId, choice: Choice, then: impl FnOnce(()) + 'static) {
        let Some(circle) = *self.circle.peek() else { return };
        let answer = self.host().cast_with_card(circle, vote, choice);
        self.wait_for(answer, then);
    }

    /// Whoever votes touched the screen.
    pub(crate) fn touch_card(self) {
        self.host().touch_card();
    }

    /// Forgets the key of the card that is open.
    pub(crate) fn put_card_away(self) {
        self.host().put_card_away();
    }
}
