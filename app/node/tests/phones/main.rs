//! Phones as processes and over real links: killed, cut off, lied to, overheard.

mod air;
mod bridge;
mod carried;
mod cast;
mod counted;
mod courier;
mod eve;
mod exported;
mod full_disk;
mod guarded;
mod held;
mod killed;
mod lent;
mod note;
mod parcel;
mod projected;
mod proposed;
mod reading;
mod recorded;
mod restored;
mod strangers;
mod street;
mod unheard;
mod verified;
mod wiped;
mod writer;
