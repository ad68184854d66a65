//! Linux's keychain: the Secret Service of the desktop (freedesktop.org, version 0.2), over the session bus.
//!
//! The service may be missing, start slowly, or wait for a dialog that nobody answers. Every conversation has a
//! thread of its own that is given up after [`TIME_MAX`]; nothing here ever opens a dialog, a locked keychain is
//! [`Trouble::Locked`].
//!
//! The session is the specification's `plain` one: the secret crosses the bus's socket as it is. Only programs of this
//! user (and root) reach that socket, and those could ask the service for the secret themselves.

use std::{collections::HashMap, fmt::Display, sync::mpsc, thread};

use zbus::{
    blocking::{Connection, connection::Builder},
    zvariant::{DynamicType, ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

use crate::keychain::{Item, TIME_MAX, Trouble};

const SERVICE: &str = "org.freedesktop.secrets";
const ROOT: &str = "/org/freedesktop/secrets";
/// What stands where a path would, if there is none.
const NOWHERE: &str = "/";

/// A secret on the bus: session, parameters, value, type.
type Secret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

pub(crate) fn store(item: &Item, secret: &[u8; 32]) -> Result<(), Trouble> {
    let (item, secret) = (*item, *secret);
    in_time(None, move |service| service.store(&item, &secret))
}

pub(crate) fn load(item: &Item) -> Result<[u8; 32], Trouble> {
    let item = *item;
    in_time(None, move |service| service.load(&item))
}

pub(crate) fn delete(item: &Item) -> Result<(), Trouble> {
    let item = *item;
    in_time(None, move |service| service.delete(&item))
}

/// Talks to the service on this bus, or on the session's.
fn in_time<A: Send + 'static>(
    bus: Option<String>,
    talk: impl FnOnce(&Service) -> Result<A, Trouble> + Send + 'static,
) -> Result<A, Trouble> {
    let (answer, answered) = mpsc::channel();
    let spawned = thread::Builder::new().name("tequio-keychain".to_owned()).spawn(move || {
        // Nobody hears an answer that comes too late.
        let _ = answer.send(Service::connect(bus.as_deref()).and_then(|service| talk(&service)));
    });
    spawned.map_err(failed)?;
    answered.recv_timeout(TIME_MAX).map_err(|_| Trouble::Failed("it does not answer".to_owned()))?
}

/// The service, with a session on it.
struct Service {
    bus: Connection,
    session: OwnedObjectPath,
}

impl Service {
    fn connect(bus: Option<&str>) -> Result<Service, Trouble> {
        let absent = |wrong: zbus::Error| Trouble::Absent(wrong.to_string());
        let builder = match bus {
            Some(address) => Builder::address(address),
            None => Builder::session(),
        };
        let bus = builder.map_err(absent)?.method_timeout(TIME_MAX).build().map_err(absent)?;
        let body = ("plain", Value::from(""));
        let opened = ask(&bus, ROOT, "org.freedesktop.Secret.Service", "OpenSession", &body);
        let (_, session): (OwnedValue, OwnedObjectPath) =
            opened.map_err(|trouble| Trouble::Absent(trouble.to_string()))?;
        Ok(Service { bus, session })
    }

    fn store(&self, item: &Item, secret: &[u8; 32]) -> Result<(), Trouble> {
        let collection: OwnedObjectPath =
            self.ask(ROOT, "org.freedesktop.Secret.Service", "ReadAlias", &("default",))?;
        if collection.as_str() == NOWHERE {
            return Err(Trouble::Absent("no keyring is the usual one".to_owned()));
        }
        self.unlock(&collection)?;
        let name = hexadecimal(item);
        let properties = HashMap::from([
            ("org.freedesktop.Secret.Item.Label", Value::from("Tequio")),
            ("org.freedesktop.Secret.Item.Attributes", Value::from(attributes(&name))),
        ]);
        let secret = (&self.session, &[0u8; 0][..], &secret[..], "application/octet-stream");
        let (_, prompt): (OwnedObjectPath, OwnedObjectPath) = self.ask(
            collection.as_str(),
            "org.freedesktop.Secret.Collection",
            "CreateItem",
            &(properties, secret, true),
        )?;
        match prompt.as_str() {
            NOWHERE => Ok(()),
            _ => Err(Trouble::Locked),
        }
    }

    fn load(&self, item: &Item) -> Result<[u8; 32], Trouble> {
        let found = self.find(item)?.ok_or(Trouble::Missing)?;
        self.unlock(&found)?;
        let (_, _, value, _): Secret =
            self.ask(found.as_str(), "org.freedesktop.Secret.Item", "GetSecret", &(&self.session,))?;
        value.try_into().map_err(|_| Trouble::Failed("what it holds is no key".to_owned()))
    }

    fn delete(&self, item: &Item) -> Result<(), Trouble> {
        let Some(found) = self.find(item)? else { return Ok(()) };
        self.unlock(&found)?;
        let prompt: OwnedObjectPath =
            self.ask(found.as_str(), "org.freedesktop.Secret.Item", "Delete", &())?;
        match prompt.as_str() {
            NOWHERE => Ok(()),
            _ => Err(Trouble::Locked),
        }
    }

    fn find(&self, item: &Item) -> Result<Option<OwnedObjectPath>, Trouble> {
        let name = hexadecimal(item);
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            self.ask(ROOT, "org.freedesktop.Secret.Service", "SearchItems", &(attributes(&name),))?;
        Ok(open.into_iter().chain(locked).next())
    }

    /// What can only be unlocked in a dialog stays locked: the dialog is asked for and never shown.
    fn unlock(&self, path: &ObjectPath<'_>) -> Result<(), Trouble> {
        let (open, _): (Vec<OwnedObjectPath>, OwnedObjectPath) =
            self.ask(ROOT, "org.freedesktop.Secret.Service", "Unlock", &(vec![path],))?;
        match open.iter().any(|open| open.as_str() == path.as_str()) {
            true => Ok(()),
            false => Err(Trouble::Locked),
        }
    }

    fn ask<A>(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &(impl serde::Serialize + DynamicType),
    ) -> Result<A, Trouble>
    where
        A: for<'b> zbus::zvariant::DynamicDeserialize<'b>,
    {
        ask(&self.bus, path, interface, method, body)
    }
}

fn ask<A>(
    bus: &Connection,
    path: &str,
    interface: &str,
    method: &str,
    body: &(impl serde::Serialize + DynamicType),
) -> Result<A, Trouble>
where
    A: for<'b> zbus::zvariant::DynamicDeserialize<'b>,
{
    let answer = bus.call_method(Some(SERVICE), path, Some(interface), method, body).map_err(failed)?;
    answer.body().deserialize().map_err(failed)
}

/// By what an item is found again.
fn attributes(name: &str) -> HashMap<&str, &str> {
    HashMap::from([("application", "tequio"), ("item", name)])
}

fn hexadecimal(item: &Item) -> String {
    item.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn failed(wrong: impl Display) -> Trouble {
    Trouble::Failed(wrong.to_string())
}

#[cfg(test)]
mod tests;
