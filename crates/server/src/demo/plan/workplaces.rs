//! Enterprises describe where learners can be trained.

use app::{Act, training::CreateWorkplace};
use domain::{
    Id, LocalizedText, Role,
    training::{
        Workplace,
        workplace::{Command, ShiftMode, Terms},
    },
};

use super::{
    draft::{Draft, text},
    people,
    register::{Parties, Party, UNVERIFIED},
};
use crate::demo::{
    calendar::{date, moment},
    data::{Craft, PROTECTED, REPAIRED},
};

/// For each qualification of its cluster every verified enterprise has a workplace.
pub(super) fn workplaces(draft: &mut Draft, all: &[Parties]) {
    let mut number = 0;
    for parties in all {
        for firm in &parties.firms[..UNVERIFIED] {
            for craft in parties.setting.crafts {
                workplace(draft, firm, craft, number);
                number += 1;
            }
        }
    }
}

fn workplace(draft: &mut Draft, firm: &Party, craft: &Craft, number: u32) {
    let hr = || people::at(firm.id, Role::EmployerHr);
    let (day, minute) = (draft.within(80..=120), draft.roll(480));
    let at = moment(day, minute);
    let id: Id<Workplace> = draft.id(at);
    let terms = terms(draft, firm, craft);
    draft.add(at, hr(), CreateWorkplace { id, enterprise_id: firm.id, terms });
    let mut act = |day, command| {
        draft.add(moment(day, minute), hr(), Act { id, expected_version: None, command });
    };
    if number % 10 != 9 {
        act(day + 1, Command::Publish {});
    }
    match number % 20 {
        5 => act(day + 60, Command::Suspend { comment: REPAIRED.to_owned() }),
        15 => act(day + 70, Command::Close { comment: None }),
        _ => {}
    }
}

fn terms(draft: &Draft, firm: &Party, craft: &Craft) -> Terms {
    let modes = [ShiftMode::Day, ShiftMode::Day, ShiftMode::Rotating];
    Terms {
        name: name(craft),
        qualification_codes: vec![craft.code.to_owned()],
        kato_code: firm.kato.to_owned(),
        address: None,
        latitude: Some(firm.latitude),
        longitude: Some(firm.longitude),
        capacity: 2 + draft.roll(9),
        available_from: date(140),
        available_to: None,
        shift_mode: *draft.pick(&modes),
        is_harmful: craft.harmful,
        conditions: craft.harmful.then(|| text(PROTECTED)),
        equipment: None,
    }
}

fn name(craft: &Craft) -> LocalizedText {
    let [kk, ru, en] = craft.title;
    LocalizedText::trilingual([
        format!("Оқу жұмыс орны: {kk}"),
        format!("Учебное рабочее место: {ru}"),
        format!("Training workplace: {en}"),
    ])
}
