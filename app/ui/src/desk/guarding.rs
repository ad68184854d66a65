//! The verbs of a phone that is guarded: lock, passphrase, code, put away, bring back.

use dioxus::{core::spawn_forever, prelude::*};
use tequio_core::CircleId;

use super::{Desk, Settings, set};
use crate::{
    guard::{Decoy, Denied, Piece, Protection},
    route::Route,
};

impl Desk {
    /// Locks the phone and hides what is on the screen at once; says what is missing where there is nothing to lock
    /// with.
    pub(crate) fn lock(self) {
        if self.host().protection() != Protection::Passphrase {
            self.tell(self.words().say("lock-needs"), None);
            navigator().push(Route::Guarded {});
            return;
        }
        self.lock_now();
    }

    fn lock_now(self) {
        self.gate.lock(self.host().lock(), self.settings.peek().language);
        self.forget();
    }

    /// The app went out of sight: it locks by itself after the time that was set.
    pub(crate) fn hidden(self) {
        let minutes = self.settings.peek().lock_after;
        if minutes == 0 || self.host().protection() != Protection::Passphrase {
            return;
        }
        let since = self.host().now();
        set(self.hidden_since, Some(since));
        let rest = self.host().rest(minutes * 60_000);
        spawn_forever(async move {
            rest.await;
            if *self.hidden_since.peek() == Some(since) {
                self.seen_again();
            }
        });
    }

    /// The app is in sight again, or its time out of sight is over: a system that let it sleep may have slept through
    /// that.
    pub(crate) fn seen_again(self) {
        let Some(since) = *self.hidden_since.peek() else { return };
        set(self.hidden_since, None);
        if self.host().now().since(since) >= u64::from(self.settings.peek().lock_after) * 60 {
            self.lock_now();
        }
    }

    /// Nothing of what was seen stays in memory under a screen that is locked: all that the desk shows is named here.
    fn forget(self) {
        let mut seen = self.seen;
        seen.write().clear();
        let language = self.settings.peek().language;
        set(self.settings, Settings { language, ..Settings::default() });
        set(self.circles, None);
        set(self.circle, None);
        set(self.board, Default::default());
        set(self.people, Default::default());
        set(self.nearby, Default::default());
        set(self.agreed, Default::default());
        set(self.deciding, Default::default());
        set(self.filter, Default::default());
        set(self.contacts, Default::default());
        set(self.contact_code, None);
        set(self.contact_preview, None);
        set(self.post, None);
        set(self.matter, None);
        set(self.minutes, None);
        set(self.awaits_lot, None);
        set(self.projected, None);
        set(self.invite, None);
        set(self.letter, None);
        crate::scan::begin(self);
        set(self.refused, None);
        set(self.denied, None);
        set(self.toast, None);
        set(self.scan, Default::default());
        set(self.brought, None);
        set(self.hidden_since, None);
        set(self.busy, false);
    }

    /// Shows why a secret was not taken, at its field.
    pub(crate) fn deny(self, denied: Denied) {
        set(self.denied, Some(denied));
    }

    pub(crate) fn set_passphrase(
        self,
        current: Option<String>,
        new: Option<String>,
        then: impl FnOnce() + 'static,
    ) {
        let answer = self.host().set_passphrase(current, new);
        self.wait_for(answer, move |()| {
            set(self.protection, self.host().protection());
            then();
        });
    }

    pub(crate) fn set_duress(
        self,
        current: String,
        code: Option<(String, Decoy)>,
        then: impl FnOnce() + 'static,
    ) {
        let answer = self.host().set_duress(current, code);
        self.wait_for(answer, move |()| then());
    }

    /// Where a backup goes if nothing else is said.
    pub(crate) fn place(self) -> String {
        self.host().place()
    }

    pub(crate) fn suspend(self, folder: String, passphrase: String, then: impl FnOnce(String) + 'static) {
        let answer = self.host().suspend(folder, passphrase);
        self.wait_for(answer, move |path| {
            self.begin_anew();
            then(path);
        });
    }

    pub(crate) fn suspend_to(self, contact: CircleId, passphrase: String, then: impl FnOnce() + 'static) {
        let answer = self.host().suspend_to(contact, passphrase);
        self.wait_for(answer, move |()| {
            self.begin_anew();
            then();
        });
    }

    pub(crate) fn give_back(self, contact: CircleId, code: String, then: impl FnOnce() + 'static) {
        let answer = self.host().give_back(contact, code);
        self.wait_for(answer, move |()| then());
    }

    pub(crate) fn throw_away(self, contact: CircleId, then: impl FnOnce() + 'static) {
        let answer = self.host().throw_away(contact);
        self.wait_for(answer, move |()| then());
    }

    /// A phone that was emptied goes on in the language of whoever emptied it; nothing of that is kept.
    pub(crate) fn begin_anew(self) {
        let language = self.settings.peek().language;
        set(self.contact_code, None);
        set(self.contact_preview, None);
        set(self.post, None);
        set(self.matter, None);
        set(self.invite, None);
        set(self.letter, None);
        set(self.protection, self.host().protection());
        set(self.settings, Settings { language, ..Settings::read(&*self.host()) });
    }

    /// A part of a file that the page reads. Answers whether it wants more.
    pub(crate) async fn bring(self, piece: Piece) -> bool {
        match self.host().bring(piece).await {
            Ok(()) => true,
            Err(_) => {
                self.no_file();
                false
            }
        }
    }

    /// The file that was chosen could not be read.
    pub(crate) fn no_file(self) {
        set(self.brought, None);
        self.deny(Denied::NoFile);
    }

    pub(crate) fn restore(self, passphrase: String, then: impl FnOnce() + 'static) {
        let answer = self.host().restore(passphrase);
        self.wait_for(answer, move |()| {
            set(self.brought, None);
            set(self.settings, Settings::read(&*self.host()));
            then();
        });
    }
}
