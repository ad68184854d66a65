//! Codes as pictures: drawn for a neighbour's camera, and read from our own.
//!
//! A code is short and of the denser alphabet (`tequio_core::invite`), so its squares are large and a cheap
//! camera reads it. Reading takes grey pixels and nothing else: a picture's format is the page's business.

use qrcodegen::{QrCode, QrCodeEcc};

/// Light squares around the code, as ISO/IEC 18004 demands: a camera finds the code by them.
pub const QUIET: i32 = 4;
/// The most pixels that are looked at in one picture: a photo of 1,400 × 1,400.
const PIXELS_MAX: usize = 2_000_000;

/// A code as squares: how many a side, the quiet zone included, and the dark ones as a path for an SVG.
///
/// Nothing if the text is too long for any code, which none of ours is.
pub fn draw(text: &str) -> Option<(i32, String)> {
    // Level M: a quarter of smeared squares more than L would bear, for one size more.
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                path += &format!("M{} {}h{}v1h-{}z", start + QUIET, y + QUIET, x - start, x - start);
            }
            x += 1;
        }
    }
    Some((code.size() + 2 * QUIET, path))
}

/// Grey pixels, row by row, 0 is black.
#[derive(Clone, PartialEq, Eq)]
pub struct Grey {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// `width × height` bytes.
    pub pixels: Vec<u8>,
}

impl Grey {
    /// Takes pixels if there are as many as the sides say, and not too many.
    pub fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Grey> {
        let size = width.checked_mul(height)?;
        let fits = size > 0 && size <= PIXELS_MAX && size == pixels.len();
        fits.then_some(Grey { width, height, pixels })
    }

    /// The text of the first code that can be read in it.
    pub fn read(&self) -> Option<String> {
        // A sharp photo of a screen shows the screen's own grid, and half the size blurs that away.
        self.read_once().or_else(|| self.halved()?.read_once())
    }

    fn read_once(&self) -> Option<String> {
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(self.width, self.height, |x, y| {
            self.pixels[y * self.width + x]
        });
        image.detect_grids().into_iter().find_map(|grid| Some(grid.decode().ok()?.1))
    }

    fn halved(&self) -> Option<Grey> {
        let (width, height) = (self.width / 2, self.height / 2);
        let at = |x: usize, y: usize| u16::from(self.pixels[y * self.width + x]);
        let mean = |x: usize, y: usize| (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) / 4;
        let pixels = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| mean(2 * x, 2 * y) as u8)
            .collect();
        Grey::new(width, height, pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "TEQUIO:AEBQGBAFAYDQQCIKBMGA2DQPCAIREEYUCULBOGAZDINRYHI6D4QCCIRDEQSSMJZIFEVCWLBNFYXTAMJSGM2DKNRXHA4TUOZ4";

    /// The squares as pixels, so many a square.
    fn picture(text: &str, scale: usize) -> Grey {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let side = (code.size() + 2 * QUIET) as usize * scale;
        let dark =
            |n: usize| code.get_module((n % side / scale) as i32 - QUIET, (n / side / scale) as i32 - QUIET);
        Grey::new(side, side, (0..side * side).map(|n| if dark(n) { 20 } else { 230 }).collect()).unwrap()
    }

    #[test]
    fn what_is_drawn_can_be_read() {
        for scale in [3, 5, 8] {
            assert_eq!(picture(CODE, scale).read().as_deref(), Some(CODE));
        }
    }

    #[test]
    fn pictures_of_nothing_give_nothing() {
        assert_eq!(Grey::new(100, 100, vec![128; 10_000]).unwrap().read(), None);
        assert_eq!(Grey::new(1, 1, vec![0]).unwrap().read(), None);
        assert!(Grey::new(10, 10, vec![0; 99]).is_none());
        assert!(Grey::new(0, 0, Vec::new()).is_none());
        assert!(Grey::new(usize::MAX, 2, Vec::new()).is_none());
    }
}
