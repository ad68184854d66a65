//! Five hundred photos of our own codes, as a cheap phone takes them, from a seed: turned, tilted, out of focus, noisy,
//! badly lit. The pictures are computed (a pinhole camera, a box blur, added noise), so this says what the reader bears,
//! not what any one camera gives.

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{Command, Keys, Replica, Time};
use tequio_ui::qr::{Grey, draw};

/// A camera's frame as the page hands it over.
const WIDTH: usize = 640;
const HEIGHT: usize = 480;
const PHOTOS: usize = 500;
/// Frames that a person waits for without wondering: a second and a half.
const FRAMES: usize = 10;

/// Draws numbers between two bounds.
struct Dice(ChaCha20Rng);

impl Dice {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.0.next_u32() as f64 / u32::MAX as f64)
    }
}

/// The squares of a drawn code, read back from the path that the screen shows.
struct Squares {
    side: usize,
    dark: Vec<bool>,
}

impl Squares {
    fn of(code: &str) -> Squares {
        let (side, path) = draw(code).expect("our codes are short");
        let side = side as usize;
        let mut dark = vec![false; side * side];
        for run in path.split('M').skip(1) {
            let numbers: Vec<usize> = run
                .split(|sign: char| !sign.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .collect();
            let (x, y, width) = (numbers[0], numbers[1], numbers[2]);
            dark[y * side + x..y * side + x + width].fill(true);
        }
        Squares { side, dark }
    }
}

/// How a phone is held over the code, and in what light.
#[derive(Clone, Copy)]
struct Pose {
    /// Pixels that the code, its quiet zone included, would measure straight ahead.
    size: f64,
    /// Radians in the picture's plane.
    turn: f64,
    /// Radians out of it, around both axes.
    tilt: (f64, f64),
    centre: (f64, f64),
    white: f64,
    black: f64,
    /// How much darker the picture's left is than its right.
    shade: f64,
}

impl Pose {
    fn draw(dice: &mut Dice) -> Pose {
        let white = dice.between(60.0, 235.0);
        Pose {
            size: dice.between(210.0, 400.0),
            turn: dice.between(-0.8, 0.8),
            tilt: (dice.between(-0.5, 0.5), dice.between(-0.5, 0.5)),
            centre: (dice.between(280.0, 360.0), dice.between(210.0, 270.0)),
            white,
            black: white * dice.between(0.08, 0.35),
            shade: dice.between(0.0, 0.4),
        }
    }

    /// A hand is never still.
    fn shaken(self, dice: &mut Dice) -> Pose {
        Pose {
            turn: self.turn + dice.between(-0.03, 0.03),
            centre: (self.centre.0 + dice.between(-4.0, 4.0), self.centre.1 + dice.between(-4.0, 4.0)),
            size: self.size * dice.between(0.97, 1.03),
            ..self
        }
    }

    /// The map from pixels to the code's plane, in code sides from its middle: a pinhole camera two sides away, as
    /// the three rows of a homography.
    fn homography(&self) -> [[f64; 3]; 3] {
        let distance = 2.0;
        let ((sx, cx), (sy, cy)) = (self.tilt.0.sin_cos(), self.tilt.1.sin_cos());
        let (sin, cos) = self.turn.sin_cos();
        // The ray (u, v, distance) meets the code's plane, which is turned and tilted around its middle.
        let (across, down, normal) = ([cy, sx * sy, -cx * sy], [0.0, cx, sx], [sy, -sx * cy, cx * cy]);
        let turned = |a: f64, b: f64| std::array::from_fn::<f64, 3, _>(|n| across[n] * a + down[n] * b);
        let row = |axis: [f64; 3]| {
            let along = normal[2] * distance;
            let back = axis[2] * distance;
            [
                (axis[0] * along - back * normal[0]) / self.size,
                (axis[1] * along - back * normal[1]) / self.size,
                (axis[2] * along - back * normal[2]) * distance,
            ]
        };
        let last = [normal[0] / self.size, normal[1] / self.size, normal[2] * distance];
        let from_centre =
            |row: [f64; 3]| [row[0], row[1], row[2] - row[0] * self.centre.0 - row[1] * self.centre.1];
        [from_centre(row(turned(cos, sin))), from_centre(row(turned(-sin, cos))), from_centre(last)]
    }
}

/// One frame of the camera.
fn frame(code: &Squares, pose: &Pose, blur: usize, noise: i32, dice: &mut Dice) -> Grey {
    let mut pixels = vec![0u8; WIDTH * HEIGHT];
    let [across, down, depth] = pose.homography();
    let side = code.side as f64;
    for y in 0..HEIGHT {
        let at = |row: [f64; 3], x: f64| row[0] * x + row[1] * y as f64 + row[2];
        for x in 0..WIDTH {
            let far = at(depth, x as f64);
            let column = (at(across, x as f64) / far + 0.5) * side;
            let row = (at(down, x as f64) / far + 0.5) * side;
            let light = if column >= 0.0 && row >= 0.0 && column < side && row < side {
                if code.dark[row as usize * code.side + column as usize] { pose.black } else { pose.white }
            } else {
                pose.white * 0.6
            };
            let shade = 1.0 - pose.shade * (1.0 - x as f64 / WIDTH as f64);
            pixels[y * WIDTH + x] = (light * shade) as u8;
        }
    }
    for _ in 0..blur {
        smear(&mut pixels, 1);
        smear(&mut pixels, WIDTH);
    }
    for pixel in &mut pixels {
        // The sum of two dice is near enough to a bell.
        let bits = dice.0.next_u32();
        let sum = (bits & 0xff) as i32 + (bits >> 8 & 0xff) as i32 - 255;
        *pixel = (i32::from(*pixel) + sum * noise / 104).clamp(0, 255) as u8;
    }
    Grey::new(WIDTH, HEIGHT, pixels).expect("as many pixels as the sides say")
}

/// Each pixel becomes the mean of itself (twice) and its neighbours at this distance.
fn smear(pixels: &mut [u8], distance: usize) {
    let before = pixels.to_vec();
    for n in distance..pixels.len() - distance {
        let sum =
            u16::from(before[n - distance]) + 2 * u16::from(before[n]) + u16::from(before[n + distance]);
        pixels[n] = (sum / 4) as u8;
    }
}

/// Takes `count` photos of as many fresh codes; how many were read, and in how many frames in all.
fn take(seed: u64, count: usize) -> (usize, usize) {
    let mut dice = Dice(ChaCha20Rng::seed_from_u64(seed));
    let now = Time(1_790_000_000);
    let names = [("Calle Roble", "Ana"), ("Cooperativa La Esperanza", "María José"), ("1", "Zoë")];
    let (mut read, mut frames) = (0, 0);
    for photo in 0..count {
        let (circle_name, name) = names[photo % names.len()];
        let mut replica = Replica::open(Keys::found(&mut dice.0), Default::default(), [photo as u8; 32], now);
        let found = Command::Found { circle_name: circle_name.into(), name: name.into() };
        replica.perform(found, now).expect("names within their limits");
        let code = replica.invite(now).expect("a founder has a code").code();
        let squares = Squares::of(&code);
        let pose = Pose::draw(&mut dice);
        let (blur, noise) = (dice.between(0.0, 3.0) as usize, dice.between(0.0, 20.0) as i32);
        for _ in 0..FRAMES {
            frames += 1;
            let pose = pose.shaken(&mut dice);
            if let Some(text) = frame(&squares, &pose, blur, noise, &mut dice).read() {
                assert_eq!(text, code, "seed {seed}: what is read is what was shown");
                read += 1;
                break;
            }
        }
    }
    (read, frames)
}

#[test]
fn nineteen_of_twenty_photos_of_our_codes_are_read_within_ten_frames() {
    let seeds = [14, 15];
    let taken = std::thread::scope(|scope| {
        let takers = seeds.map(|seed| scope.spawn(move || take(seed, PHOTOS / seeds.len())));
        takers.map(|taker| taker.join().expect("no photo makes the reader panic"))
    });
    let (read, frames) = taken.iter().fold((0, 0), |sum, (read, frames)| (sum.0 + read, sum.1 + frames));
    println!("seeds {seeds:?}: {read} of {PHOTOS} photos read, {frames} frames");
    assert!(read * 20 >= PHOTOS * 19, "seeds {seeds:?}: {read} of {PHOTOS} photos read");
}
