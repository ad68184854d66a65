//! Every value in the store, sealed; and every name in it, hashed.
//!
//! Values are sealed above redb and not below: redb's safety rests on single bytes being written whole, which sealed
//! blocks would take from it. A value opens in its own table under its own key and nowhere else. What a reader of the
//! file still sees: how many entries there are, their sizes to the byte, in what order they came, and how many
//! circles and settings.
//!
//! Nonces are random, 24 bytes, and the cipher is the one made for that (XChaCha20-Poly1305,
//! draft-irtf-cfrg-xchacha-03): after 2⁸⁰ values under one key two would share one with a chance of 2⁻³³. Numbers
//! that count up would not do: a commit that a crash takes back leaves its bytes on the chip, and the next one would
//! use its numbers again.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{AeadInOut, inout::InOutBuf},
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use zeroize::Zeroizing;

use super::key::StorageKey;

const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
/// So many bytes a sealed value is longer.
pub(super) const MORE_BYTES: usize = NONCE_BYTES + TAG_BYTES;

/// Random bytes that no other value is sealed with.
pub(super) struct Nonce([u8; NONCE_BYTES]);

/// Seals what goes into the store and opens what comes out.
pub(super) struct Seal {
    cipher: XChaCha20Poly1305,
    names: Zeroizing<[u8; 32]>,
    /// The key of the checkpoint's file.
    pub(super) checkpoints: Zeroizing<[u8; 32]>,
    dice: ChaCha20Rng,
}

impl Seal {
    pub(super) fn new(key: &StorageKey, seed: [u8; 32]) -> Seal {
        Seal {
            cipher: XChaCha20Poly1305::new((&*key.derive("tequio 2026 stored values")).into()),
            names: key.derive("tequio 2026 stored names"),
            checkpoints: key.derive("tequio 2026 stored checkpoints"),
            dice: ChaCha20Rng::from_seed(seed),
        }
    }

    /// The key under which something with this name lies in a table: the name cannot be read from it.
    pub(super) fn name(&self, table: &str, name: &[u8]) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new_keyed(&self.names);
        hasher.update(&[table.len() as u8]).update(table.as_bytes()).update(name);
        let hash = *hasher.finalize().as_bytes();
        std::array::from_fn(|n| hash[n])
    }

    /// What no other checkpoint is called.
    pub(super) fn generation(&mut self) -> [u8; 16] {
        let mut generation = [0; 16];
        self.dice.fill_bytes(&mut generation);
        generation
    }

    /// Nonce, sealed value, tag.
    pub(super) fn seal(&mut self, table: &str, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        let nonce = self.nonce();
        self.seal_with(&nonce, table, key, parts)
    }

    /// A nonce for one value.
    pub(super) fn nonce(&mut self) -> Nonce {
        let mut nonce = Nonce([0; NONCE_BYTES]);
        self.dice.fill_bytes(&mut nonce.0);
        nonce
    }

    /// The same with a nonce that was drawn before, and serves once.
    pub(super) fn seal_with(&self, nonce: &Nonce, table: &str, key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
        let size = parts.iter().map(|part| part.len()).sum::<usize>();
        let mut bytes = Vec::with_capacity(NONCE_BYTES + size + TAG_BYTES);
        bytes.extend_from_slice(&nonce.0);
        parts.iter().for_each(|part| bytes.extend_from_slice(part));
        let value = InOutBuf::from(&mut bytes[NONCE_BYTES..]);
        let tag = self
            .cipher
            .encrypt_inout_detached(&XNonce::from(nonce.0), &context(table, key), value)
            .expect("a value is far below the cipher's limit of 256 GiB");
        bytes.extend_from_slice(&tag);
        bytes
    }

    /// The value, if it was sealed by this key for this place and nobody touched it.
    pub(super) fn open(&self, table: &str, key: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let mut value = Vec::new();
        self.open_into(table, key, sealed, &mut value).then_some(value)
    }

    /// The same into a vector that is used again: what it holds counts only if this is true.
    pub(super) fn open_into(&self, table: &str, key: &[u8], sealed: &[u8], value: &mut Vec<u8>) -> bool {
        let Some((nonce, rest)) = sealed.split_first_chunk::<NONCE_BYTES>() else { return false };
        let Some((sealed, tag)) = rest.split_last_chunk::<TAG_BYTES>() else { return false };
        value.clear();
        value.extend_from_slice(sealed);
        let context = context(table, key);
        let value = InOutBuf::from(&mut value[..]);
        self.cipher.decrypt_inout_detached(nonce.into(), &context, value, tag.into()).is_ok()
    }
}

/// Table names have no zero in them, so no two places share a context.
fn context(table: &str, key: &[u8]) -> Vec<u8> {
    [table.as_bytes(), &[0], key].concat()
}
