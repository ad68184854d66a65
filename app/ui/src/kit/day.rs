//! A day of the twelve months to come. (A browser's own field for dates speaks the system's language, whatever the person
//! reads.)

use dioxus::prelude::*;
use tequio_core::wrong::Field;

use super::field::{Draft, use_refusal};
use crate::{
    desk::{Desk, set, use_desk},
    sentences,
    words::MONTHS,
};

/// A day and a month, kept in the draft as `<name>-day` and `<name>-month`.
#[component]
pub(crate) fn DayField(
    draft: Draft,
    name: &'static str,
    /// Which refusals are shown here.
    about: Field,
    label: String,
) -> Element {
    let desk = use_desk();
    let words = desk.words();
    let refused = desk.refused.read().clone().filter(|refused| refused.field() == Some(about));
    let wrong_id = format!("{name}-wrong");
    let described = refused.is_some().then_some(wrong_id.clone());
    let invalid = refused.is_some().then_some("true");
    let mut element = use_signal(|| None);
    use_refusal(about, element);
    let (day, month) = use_hook(|| day_of(&draft, name, desk));
    let (day_id, month_id) = (format!("{name}-day"), format!("{name}-month"));
    let change = move |field: &str, event: FormEvent| {
        draft.put(desk, field, &event.value());
        set(desk.refused, None);
    };
    let change_month = change.clone();
    let (day_field, month_field) = (day_id.clone(), month_id.clone());
    rsx! {
        fieldset { class: "field",
            legend { "{label}" }
            div { class: "date",
                label { r#for: day_id.clone(), {words.say("date-day")} }
                select {
                    id: day_id, aria_describedby: described.clone(), aria_invalid: invalid,
                    onchange: move |event| change(&day_field, event),
                    onmounted: move |event: MountedEvent| element.set(Some(event.data())),
                    for n in 1..=31 {
                        option { value: "{n}", initial_selected: n == day, "{n}" }
                    }
                }
                label { r#for: month_id.clone(), {words.say("date-month")} }
                select {
                    id: month_id, aria_describedby: described, aria_invalid: invalid,
                    onchange: move |event| change_month(&month_field, event),
                    for (n, name) in (1..).zip(MONTHS) {
                        option { value: "{n}", initial_selected: n == month, {words.say(name)} }
                    }
                }
            }
            if let Some(refused) = refused {
                p { class: "wrong", id: wrong_id, role: "alert", {sentences::refused(&refused, words)} }
            }
        }
    }
}

/// The day and month that were chosen; today's, where none was.
pub(crate) fn day_of(draft: &Draft, name: &str, desk: Desk) -> (i64, i64) {
    let chosen = |part| draft.get(desk, &format!("{name}-{part}")).and_then(|text| text.parse().ok());
    let (day, month) = desk.words().day_and_month(*desk.now.peek());
    (chosen("day").unwrap_or(day), chosen("month").unwrap_or(month))
}
