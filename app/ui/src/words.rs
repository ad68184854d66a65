//! Every sentence that the app says, in the person's language.
//!
//! The sentences lie in `assets/words`, one file a language, in Fluent's form; the screens hold names of
//! sentences alone. The files are part of the program, so a phone can never be without words. A test finds every
//! name in every file, and no sentence anywhere else.

use std::{sync::LazyLock, thread};

use fluent::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use tequio_core::Time;

/// A language that all of the app speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Language; 2] = [Language::English, Language::Spanish];

    /// The tag that a page's `lang` takes.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Spanish => "es",
        }
    }

    /// The one with this tag, whatever its region.
    pub fn from_tag(tag: &str) -> Option<Language> {
        let main = tag.split(['-', '_', '.']).next().unwrap_or_default().to_ascii_lowercase();
        Language::ALL.into_iter().find(|language| language.tag() == main)
    }

    /// The first of the owner's languages that the app speaks, else English.
    pub fn guess(tags: &[String]) -> Language {
        tags.iter().find_map(|tag| Language::from_tag(tag)).unwrap_or(Language::English)
    }

    fn sentences(self) -> &'static str {
        match self {
            Language::English => include_str!("../../../assets/words/en.ftl"),
            Language::Spanish => include_str!("../../../assets/words/es.ftl"),
        }
    }

    fn bundled(self) -> &'static LazyLock<FluentBundle<FluentResource>> {
        match self {
            Language::English => &ENGLISH,
            Language::Spanish => &SPANISH,
        }
    }

    fn bundle(self) -> FluentBundle<FluentResource> {
        let tag = self.tag().parse().expect("the tags above are well formed");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolation marks guard mixed directions of writing; both languages run left to right, and the marks
        // would come along when a person copies a text.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(self.sentences().to_owned())
            .expect("a test reads every file of sentences");
        bundle.add_resource(resource).expect("a test finds no name twice");
        bundle
    }
}

// One bundle a language, read when the first sentence of that language is said.
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| Language::English.bundle());
static SPANISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| Language::Spanish.bundle());

/// Reads the sentences of the language that these tags ask for, beside whatever else a start has to do: they are some
/// thousand lines.
pub fn prepare(tags: &[String]) {
    let language = Language::guess(tags);
    thread::spawn(move || {
        LazyLock::force(language.bundled());
    });
}

/// The voice of the screens: a language, and what is needed to say when something was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Words {
    /// What it speaks.
    pub(crate) language: Language,
    /// Seconds that the wall clock here is ahead of UTC.
    pub(crate) ahead_of_utc: i32,
}

/// A number or a text that stands in a sentence.
pub(crate) type Filling<'a> = (&'static str, FluentValue<'a>);

impl Words {
    /// The sentence with this name.
    pub(crate) fn say(self, name: &str) -> String {
        self.with(name, &[])
    }

    /// The sentence with this name, its gaps filled.
    pub(crate) fn with(self, name: &str, fillings: &[Filling]) -> String {
        let bundle = self.language.bundled();
        let args: FluentArgs = fillings.iter().cloned().collect();
        let sentence = bundle.get_message(name).and_then(|message| message.value());
        // A missing sentence shows its name: ugly, and better than a phone that falls silent.
        sentence.map_or_else(
            || name.to_owned(),
            |pattern| bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned(),
        )
    }

    /// A sentence about a number.
    pub(crate) fn count(self, name: &str, count: usize) -> String {
        self.with(name, &[("count", FluentValue::from(count))])
    }

    /// A sentence about a person, a circle or another thing that has a name.
    pub(crate) fn about(self, name: &str, who: &str) -> String {
        self.with(name, &[("name", FluentValue::from(who))])
    }

    /// How long ago something was: aged facts, never "now" for what is past. A clock elsewhere that runs ahead
    /// gives "just now".
    pub(crate) fn ago(self, then: Time, now: Time) -> String {
        let seconds = now.since(then);
        match seconds {
            0..60 => self.say("ago-now"),
            60..3_600 => self.count("ago-minutes", (seconds / 60) as usize),
            3_600..86_400 => self.count("ago-hours", (seconds / 3_600) as usize),
            86_400..691_200 => self.count("ago-days", (seconds / 86_400) as usize),
            _ => self.day(then),
        }
    }

    /// Until when something is needed.
    pub(crate) fn until(self, then: Time, now: Time) -> String {
        let left = then.since(now);
        match left {
            0 => self.say("until-passed"),
            1..7_200 => self.count("until-minutes", left.div_ceil(60) as usize),
            7_200..86_400 => self.count("until-hours", (left / 3_600) as usize),
            _ => self.about("until-day", &self.day(then)),
        }
    }

    /// A day of this year or another, as one says it: "24 November".
    pub(crate) fn day(self, time: Time) -> String {
        let (_, month, day) = civil(self.days(time));
        let month = self.say(MONTHS[month as usize - 1]);
        self.with("day-of-month", &[("day", FluentValue::from(day)), ("month", FluentValue::from(month))])
    }

    /// A day, with its year if that is another than now.
    pub(crate) fn date(self, time: Time, now: Time) -> String {
        let ((year, ..), (this_year, ..)) = (civil(self.days(time)), civil(self.days(now)));
        let day = self.day(time);
        if year == this_year {
            return day;
        }
        self.with(
            "day-of-year",
            &[("day", FluentValue::from(day)), ("year", FluentValue::from(year.to_string()))],
        )
    }

    /// The last second of the day that lies so many days after today, by the wall clock here.
    pub(crate) fn end_of_day(self, now: Time, days: u64) -> Time {
        self.day_end(self.days(now) + days as i64)
    }

    /// Day and month of a time.
    pub(crate) fn day_and_month(self, time: Time) -> (i64, i64) {
        let (_, month, day) = civil(self.days(time));
        (day, month)
    }

    /// The last second of the next such day; none, if neither this year nor the next has it.
    pub(crate) fn end_of_next(self, day: i64, month: i64, now: Time) -> Option<Time> {
        let today = self.days(now);
        let (year, ..) = civil(today);
        [year, year + 1].into_iter().find_map(|year| {
            let days = days_from_civil(year, month, day);
            (days >= today && civil(days) == (year, month, day)).then(|| self.day_end(days))
        })
    }

    fn days(self, time: Time) -> i64 {
        (time.0 as i64).saturating_add(i64::from(self.ahead_of_utc)).div_euclid(86_400)
    }

    fn day_end(self, days: i64) -> Time {
        Time(((days + 1) * 86_400 - 1 - i64::from(self.ahead_of_utc)).max(0) as u64)
    }
}

/// The names of the months' sentences.
pub(crate) const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9",
    "month-10", "month-11", "month-12",
];

/// Year, month and day of a number of days since 1970-01-01, after Hinnant's `civil_from_days`
/// (howardhinnant.github.io/date_algorithms.html): years begin in March, so that the leap day comes last.
fn civil(days: i64) -> (i64, i64, i64) {
    // Beyond this no clock means what it says, and the sums below stay far from their limits.
    let shifted = days.clamp(-100_000_000, 100_000_000) + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The other way round, after Hinnant's `days_from_civil`.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    const OAXACA: Words = Words { language: Language::Spanish, ahead_of_utc: -6 * 3_600 };

    #[test]
    fn a_day_ends_by_the_clock_on_the_wall() {
        // 2026-11-24 03:00 UTC is still the 23rd in Oaxaca.
        let now = Time(1_795_489_200);
        assert_eq!(OAXACA.day(now), "23 de noviembre");
        assert_eq!(OAXACA.end_of_day(now, 0), Time(1_795_499_999));
        assert_eq!(OAXACA.end_of_next(23, 11, now), Some(Time(1_795_499_999)));
        // The day before has passed: the next one lies in the year after.
        assert_eq!(OAXACA.end_of_next(22, 11, now), Some(Time(1_795_499_999 + 364 * 86_400)));
        assert_eq!(OAXACA.end_of_next(29, 2, now), None);
        assert_eq!(OAXACA.end_of_next(31, 11, now), None);
        assert_eq!(OAXACA.end_of_next(i64::from(i32::MAX), 13, now), None);
        assert_eq!(OAXACA.day_and_month(now), (23, 11));
        assert_eq!(OAXACA.date(now, now), "23 de noviembre");
        assert_eq!(OAXACA.date(now, Time(1_700_000_000)), "23 de noviembre de 2026");
    }

    #[test]
    fn days_and_dates_are_each_others_inverse() {
        for days in (-1_000..60_000).step_by(37) {
            let (year, month, day) = civil(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
        assert_eq!(civil(11_016), (2000, 2, 29));
    }

    #[test]
    fn numbers_are_said_as_each_language_says_them() {
        let (now, english) = (Time(1_000_000), Words { language: Language::English, ahead_of_utc: 0 });
        assert_eq!(english.ago(Time(1_000_000 - 60), now), "1 minute ago");
        assert_eq!(english.ago(Time(1_000_000 - 179), now), "2 minutes ago");
        assert_eq!(english.ago(Time(1_000_500), now), "just now");
        assert_eq!(OAXACA.ago(Time(1_000_000 - 3_600), now), "hace 1 hora");
        assert_eq!(OAXACA.ago(Time(1_000_000 - 7_200), now), "hace 2 horas");
    }

    #[test]
    fn the_owners_first_language_that_the_app_speaks_is_guessed() {
        let tags = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
        assert_eq!(Language::guess(&tags(&["zap", "es-MX", "en"])), Language::Spanish);
        assert_eq!(Language::guess(&tags(&["en_US.UTF-8"])), Language::English);
        assert_eq!(Language::guess(&[]), Language::English);
    }
}
