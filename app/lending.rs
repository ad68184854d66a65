//! Printed cards, over the node that this app runs.

use futures::FutureExt;
use tequio_core::{
    CircleId, EntryId, Refused,
    assembly::card::{Code, Whom},
    count::Choice,
    replica::CardHolder,
};
use tequio_ui::{
    Lend,
    host::{Later, Wrong},
};

use crate::host::NodeHost;

impl Lend for NodeHost {
    fn make_card(&self, circle: CircleId, whom: Whom, code: String) -> Later<Result<String, Wrong>> {
        self.ask(move |node| async move {
            let code = Code::choose(&code).map_err(Refused::from)?;
            Ok(node.make_card(&circle, whom, code).await?.code())
        })
    }

    fn card_holder(&self, circle: CircleId, card: String) -> Later<Result<CardHolder, Wrong>> {
        self.ask(move |node| async move { node.card_holder(&circle, &card).await })
    }

    fn open_card(&self, circle: CircleId, card: String, code: String) -> Later<Result<CardHolder, Wrong>> {
        let code = Code::typed(&code);
        self.ask(move |node| async move { node.open_card(&circle, &card, code).await })
    }

    fn touch_card(&self) {
        if let Some(running) = self.running() {
            running.node.touch_card();
        }
    }

    fn cast_with_card(&self, circle: CircleId, vote: EntryId, choice: Choice) -> Later<Result<(), Wrong>> {
        let done = self.ask(move |node| async move { node.cast_with_card(&circle, &vote, choice).await });
        done.map(|done| done.map(drop)).boxed_local()
    }

    fn put_card_away(&self) {
        if let Some(running) = self.running() {
            running.node.put_card_away();
        }
    }
}
