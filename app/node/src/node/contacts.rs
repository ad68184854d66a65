//! What can be asked of a running phone about its contacts.

use std::sync::Arc;

use tequio_core::contacts::{Contacts, Granted, Wish};
use tokio::sync::watch;

use super::{Node, turn};
use crate::wrong::NotDone;

impl Node {
    /// All contacts.
    pub fn contacts(&self) -> watch::Receiver<Arc<Contacts>> {
        self.contacts.clone()
    }

    /// The person wants something about their contacts. When this returns it is kept.
    ///
    /// # Errors
    /// Why not, or a fault; then nothing has changed.
    pub async fn contact(&self, wish: Wish) -> Result<Granted, NotDone> {
        self.ask(|answer| turn::Wish::Contact { wish, answer }).await?
    }
}
