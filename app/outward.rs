//! What leaves the phone ([`Outward`]), filled with the node: minutes, records, and the room on a big screen.

use std::{fs, path::Path};

use futures::FutureExt;
use tequio_core::{
    CircleId, EntryId,
    record::{MinutesView, check},
};
use tequio_node::{
    NotDone,
    minutes::{html, words::Tongue},
};
use tequio_ui::{
    Host, Language, Outward,
    guard::Denied,
    host::{Fault, Later, Wrong},
};

use crate::{guarding::free_name, host::NodeHost};

/// What a record's name ends in.
const ENDING: &str = "record";

impl Outward for NodeHost {
    fn minutes(&self, circle: CircleId, meeting: EntryId) -> Later<Option<MinutesView>> {
        let found = self.ask(move |node| async move { node.minutes(&circle, &meeting).await });
        found.map(|found| found.ok().flatten()).boxed_local()
    }

    fn write_record(
        &self,
        circle: CircleId,
        meeting: EntryId,
        folder: String,
        language: Language,
    ) -> Later<Result<String, Wrong>> {
        let Some(path) = free_name(Path::new(&folder), self.now().0, ENDING) else {
            return async { Err(Denied::Place.into()) }.boxed_local();
        };
        let told = path.display().to_string();
        let written = self.ask(move |node| async move {
            let bytes = node.record(&circle, &meeting).await?.encode();
            // Whoever gets it will check it; who would give away a record that does not hold?
            let page = check(&bytes, [0; 32]).ok().map(|checked| html::of(&checked, tongue(language)));
            let wrong =
                |wrong: std::io::Error| NotDone::File { path: path.clone(), reason: wrong.to_string() };
            fs::write(&path, bytes).map_err(wrong)?;
            if let Some(page) = page {
                fs::write(path.with_extension("html"), page).map_err(wrong)?;
            }
            Ok(())
        });
        async move { written.await.map(|()| told) }.boxed_local()
    }

    fn project(
        &self,
        circle: CircleId,
        meeting: EntryId,
        language: Language,
    ) -> Later<Result<String, Wrong>> {
        let Some(running) = self.running() else {
            return async { Err(Fault::Stopped.into()) }.boxed_local();
        };
        // The one before ends first, so that its port is free.
        running.projection.replace(None);
        let projection =
            self.ask(move |node| async move { node.project(&circle, &meeting, tongue(language)).await });
        async move {
            let projection = projection.await?;
            let url = projection.url();
            running.projection.replace(Some((meeting, projection)));
            Ok(url)
        }
        .boxed_local()
    }

    fn projected(&self) -> Option<(EntryId, String)> {
        let running = self.running()?;
        let projection = running.projection.borrow();
        let (meeting, projection) = projection.as_ref().filter(|(_, projection)| projection.runs())?;
        Some((*meeting, projection.url()))
    }

    fn stop_projecting(&self) {
        if let Some(running) = self.running() {
            running.projection.replace(None);
        }
    }
}

fn tongue(language: Language) -> Tongue {
    match language {
        Language::English => Tongue::En,
        Language::Spanish => Tongue::Es,
    }
}
