//! A voting card as a page to print, of the size of a wallet's pocket: no scripts, nothing loaded from anywhere, every
//! word escaped.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};
use tequio_core::DeviceKey;
use tequio_node::minutes::html::escaped;

const STYLE: &str = "
:root{color-scheme:light}body{font:.95rem/1.4 system-ui,sans-serif;margin:1cm;color:#111;background:#fff}
.card{width:8.6cm;border:1px solid #111;border-radius:.3cm;padding:.5cm;break-inside:avoid}
h1{font-size:1rem;margin:0}h2{font-size:1.3rem;margin:.1rem 0 0}p{margin:.4rem 0 0}.four{font-size:.85rem}
svg{width:6cm;height:6cm;display:block;margin:.3cm auto}.small{font-size:.75rem}
@page{margin:1cm}@media print{body{margin:0}}
";
/// Light squares around the code, as ISO/IEC 18004 demands.
const QUIET: i32 = 4;

/// The page of somebody's card, in English and Spanish, since a card is read by whoever has a phone.
///
/// # Errors
/// The text is too long for a code, which that of no card is.
pub fn write(card: &str, name: &str, id: &DeviceKey, circle: &str) -> Result<String, String> {
    let code = QrCode::encode_text(card, QrCodeEcc::Medium).map_err(|wrong| wrong.to_string())?;
    let side = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    let (name, circle) = (escaped(name), escaped(circle));
    let four = id.four_words().join(" ");
    Ok(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{name}</title><style>{STYLE}</style></head>\
         <body><section class=\"card\"><h1>{circle}</h1><h2>{name}</h2><p class=\"four\">{four}</p>\
         <svg viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"Voting card\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>\
         <p>Voting card: its owner votes with it on any phone in the room. The code is not on it; do not write it here.</p>\
         <p lang=\"es\">Tarjeta para votar: con ella vota su dueña o dueño en cualquier teléfono de la sala. El código no \
         está en ella; no lo escribas aquí.</p></section></body></html>\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_words_and_no_markup() {
        let page =
            write("TEQUIO:AAAA", "<b>Ana</b> & \"co\"", &DeviceKey([7; 32]), "Sala").expect("it is short");
        assert!(page.contains("&lt;b&gt;Ana&lt;/b&gt; &amp; &quot;co&quot;") && !page.contains("<b>"));
        assert!(page.contains(&DeviceKey([7; 32]).four_words().join(" ")));
    }
}
