use chrono::DateTime;
use uuid::Uuid;

use super::{Candidate, Classifier, CodeKind, Obstacle, ObstacleKind, RepairKind, resolve_code};
use crate::{
    Code, Head, Id, LocalizedText, Record,
    reference::{LegacyMatch, LegacySpecialty, Level, Qualification, ReferenceStatus, Specialty},
};

fn head<R: Record>(number: usize) -> Head<R> {
    Head::new(Id::new(Uuid::from_u128(number as u128)), DateTime::UNIX_EPOCH)
}

fn name() -> LocalizedText {
    LocalizedText::trilingual(["а".to_owned(), "б".to_owned(), "c".to_owned()])
}

/// `!` marks a retired row.
fn status(row: &str) -> (String, ReferenceStatus) {
    match row.strip_prefix('!') {
        Some(code) => (code.to_owned(), ReferenceStatus::Retired),
        None => (row.to_owned(), ReferenceStatus::Active),
    }
}

fn specialty((number, (level, row)): (usize, &(Level, &str))) -> Specialty {
    let (code, status) = status(row);
    Specialty {
        head: head(number),
        level: *level,
        isced_field: code[..4].to_owned(),
        code,
        name: name(),
        own_translation: false,
        valid_from: None,
        valid_to: None,
        note: None,
        status,
    }
}

fn qualification(number: usize, row: &str, specialties: &[Specialty]) -> Qualification {
    let (code, status) = status(row);
    let (prefix, digits) = code.split_at(code.len() - 8);
    let level = if prefix == "5AB" { Level::PostSecondary } else { Level::Tvet };
    let is_its = |s: &&Specialty| s.level == level && s.code[..6] == digits[..6];
    Qualification {
        head: head(number),
        specialty_id: specialties.iter().find(is_its).unwrap().head.id,
        nqf_level: code[..1].parse().unwrap(),
        code,
        name: name(),
        professional_standard_ref: None,
        valid_from: None,
        valid_to: None,
        note: None,
        status,
    }
}

fn classifier() -> Classifier {
    use Level::{PostSecondary, Tvet};
    let specialties: Vec<_> = [
        (Tvet, "04110100"),
        (Tvet, "04120100"),
        (Tvet, "04210100"),
        (Tvet, "06130100"),
        (PostSecondary, "06130100"),
        (Tvet, "07140200"),
        (PostSecondary, "07140200"),
        (Tvet, "07151000"),
        (Tvet, "07161300"),
        (Tvet, "10130300"),
        (Tvet, "!08110300"),
    ]
    .iter()
    .enumerate()
    .map(specialty)
    .collect();
    let qualifications: Vec<_> = [
        "3W04110101",
        "4S04110102",
        "3W06130101",
        "3W06130102",
        "4S06130103",
        "4S06130104",
        "5AB06130101",
        "3W07161301",
        "4S07161304",
        "3W10130302",
        "!4S08110301",
    ]
    .iter()
    .enumerate()
    .map(|(number, row)| qualification(number, row, &specialties))
    .collect();
    let legacy: Vec<_> = [
        ("0201000", Some("04210100"), LegacyMatch::SameNameKk),
        ("1201000", Some("07161300"), LegacyMatch::SameName),
        ("1305000", Some("06130100"), LegacyMatch::SuccessorUnverified),
        ("1504000", None, LegacyMatch::NotFound),
    ]
    .into_iter()
    .enumerate()
    .map(|(number, (code, successor, basis))| LegacySpecialty {
        head: head(number),
        legacy_code: code.to_owned(),
        name: name(),
        specialty_id: successor.map(|code| {
            let is_it = |s: &&Specialty| s.level == Tvet && s.code == code;
            specialties.iter().find(is_it).unwrap().head.id
        }),
        basis,
        status: ReferenceStatus::Active,
    })
    .collect();
    Classifier::new(specialties, qualifications, legacy)
}

fn codes(rows: &[Candidate<'_>]) -> String {
    let code = |row: &Candidate<'_>| match row {
        Candidate::Specialty(s) => format!("{}/{}", s.level.code(), s.code),
        Candidate::Qualification(q) => q.code.clone(),
    };
    rows.iter().map(code).collect::<Vec<_>>().join(" ")
}

/// One line: what was repaired, then what was found or what stands in the way with the candidates.
fn resolved(raw: &str, expected: Option<CodeKind>) -> String {
    let classifier = classifier();
    let resolution = resolve_code(raw, expected, &classifier);
    let mut line: Vec<String> =
        resolution.repairs.iter().map(|r| format!("{}:", RepairKind::from(r).code())).collect();
    match &resolution.outcome {
        Ok(found) => line.push(codes(found)),
        Err(obstacle) => {
            line.push(format!("? {}", ObstacleKind::from(obstacle).code()));
            line.extend((!obstacle.candidates().is_empty()).then(|| codes(obstacle.candidates())));
        }
    }
    line.join(" ")
}

fn compare(rows: &[(&str, &str)], expected: Option<CodeKind>) {
    let found: Vec<_> = rows.iter().map(|&(raw, _)| (raw, resolved(raw, expected))).collect();
    let wanted: Vec<_> = rows.iter().map(|&(raw, line)| (raw, line.to_owned())).collect();
    assert_eq!(found, wanted);
}

#[test]
fn a_clean_code_needs_no_repair() {
    compare(
        &[
            ("04210100", "tvet/04210100"),
            (" 10130300\n", "tvet/10130300"),
            ("3W06130102", "3W06130102"),
            ("5AB06130101", "5AB06130101"),
            // Both levels have a specialty with this code, and no digit says which is meant.
            ("07140200", "tvet/07140200 post_secondary/07140200"),
        ],
        None,
    );
}

#[test]
fn what_spreadsheets_and_people_add_is_removed() {
    compare(
        &[
            ("=\"06130100\"", "stray_removed: tvet/06130100 post_secondary/06130100"),
            ("'4S06130103", "stray_removed: 4S06130103"),
            ("4120100.0", "stray_removed: leading_zero_added: tvet/04120100"),
            ("0716 13 00", "stray_removed: tvet/07161300"),
            ("4S-06130103.", "stray_removed: 4S06130103"),
            ("3W\u{a0}0613\u{2013}0101", "stray_removed: 3W06130101"),
            ("«10130300»", "stray_removed: tvet/10130300"),
            ("4S06130103 - Разработчик ПО", "text_removed: 4S06130103"),
            ("код: 07161300", "text_removed: tvet/07161300"),
            ("07161300 2 курс", "text_removed: tvet/07161300"),
            ("№ 07161300 (авто, 2 курс)", "stray_removed: text_removed: tvet/07161300"),
        ],
        None,
    );
}

#[test]
fn of_several_codes_in_one_text_none_is_chosen() {
    compare(
        &[
            ("10130300, 07161300", "? several_codes tvet/10130300 tvet/07161300"),
            ("3W06130101/4S06130103", "? several_codes 3W06130101 4S06130103"),
            ("3W06130101 и 04210100", "? several_codes 3W06130101 tvet/04210100"),
            ("07161300 Сварщик; 1201000", "text_removed: tvet/07161300"),
            ("10130300\n1201000", "? several_codes tvet/10130300 tvet/07161300"),
            // The same once more, a date, a place and a number of no code.
            ("4S06130103 (06130103)", "text_removed: 4S06130103"),
            ("10130300 10130300", "text_removed: tvet/10130300"),
            ("10130300 12.06.2018", "text_removed: tvet/10130300"),
            ("10130300, 351010000, 99999999", "text_removed: tvet/10130300"),
        ],
        None,
    );
}

#[test]
fn letters_of_the_prefix_are_recognised() {
    compare(
        &[
            ("3w06130101", "case_raised: 3W06130101"),
            ("4s06130103", "case_raised: 4S06130103"),
            ("4Ѕ06130103", "letters_replaced: 4S06130103"),
            ("4С06130103", "letters_replaced: 4S06130103"),
            ("4ы06130103", "case_raised: letters_replaced: 4S06130103"),
            ("ЗW06130101", "letters_replaced: 3W06130101"),
            ("ЧS06130103", "letters_replaced: 4S06130103"),
            ("3Ш06130101", "letters_replaced: 3W06130101"),
            ("3Ԝ06130101", "letters_replaced: 3W06130101"),
            ("3Ц06130101", "letters_replaced: 3W06130101"),
            ("5АВ06130101", "letters_replaced: 5AB06130101"),
            ("5AВ06130101", "letters_replaced: 5AB06130101"),
            ("5аб06130101", "case_raised: letters_replaced: 5AB06130101"),
            ("W06130101", "prefix_completed: 3W06130101"),
            ("AB06130101", "prefix_completed: 5AB06130101"),
            ("306130101", "prefix_completed: 3W06130101"),
            ("4SО6130103", "digits_replaced: 4S06130103"),
            ("O4210100", "digits_replaced: tvet/04210100"),
            ("0421О1ОО", "digits_replaced: tvet/04210100"),
            ("3W06130З01", "digits_replaced: ? unknown_qualification"),
            ("04XY0100", "? unknown_letters"),
        ],
        None,
    );
}

#[test]
fn lost_zeros_come_back_where_one_reading_remains() {
    compare(
        &[
            ("4120100", "leading_zero_added: tvet/04120100"),
            ("7151000", "leading_zero_added: tvet/07151000"),
            ("4S6130103", "leading_zero_added: 4S06130103"),
            ("6130102", "leading_zero_added: prefix_added: 3W06130102"),
            ("201000", "leading_zero_added: legacy_mapped: tvet/04210100"),
            ("413010", "? too_short"),
        ],
        None,
    );
}

#[test]
fn old_codes_lead_to_what_followed() {
    compare(
        &[
            ("0201000", "legacy_mapped: tvet/04210100"),
            ("1201000", "legacy_mapped: tvet/07161300"),
            ("1305000", "legacy_mapped: tvet/06130100"),
            ("1504000", "? no_successor"),
            ("1201073", "? unknown_legacy tvet/07161300"),
            ("9999000", "? unknown_legacy"),
        ],
        None,
    );
    let text = |raw| {
        let classifier = classifier();
        let repair = resolve_code(raw, None, &classifier).repairs[0].text();
        repair.in_locale(crate::Locale::En).unwrap().to_owned()
    };
    assert!(text("1201000").contains("of the same name"));
    assert!(text("1305000").contains("Check"), "a doubtful successor is to be checked");
}

#[test]
fn what_cannot_be_repaired_is_explained_with_candidates() {
    compare(
        &[
            ("", "? no_code"),
            ("  -  ", "? no_code"),
            ("повар", "? no_code"),
            ("3W061301102", "? too_long 3W06130102"),
            ("4S061301034", "? too_long 4S06130104 4S06130103"),
            ("041201000", "? too_long tvet/04120100"),
            ("12345678901234", "? too_long"),
            ("99990100", "? unknown_specialty"),
            ("3S06130101", "? prefix_contradicts 3W06130101 5AB06130101"),
            ("06130101", "? ambiguous 3W06130101 5AB06130101"),
            ("06130103", "prefix_added: 4S06130103"),
            ("4S07161301", "? unknown_qualification 3W07161301 4S07161304"),
            ("3W99999999", "? unknown_qualification"),
            ("08110300", "? retired tvet/08110300"),
            ("4S08110301", "? retired 4S08110301"),
        ],
        None,
    );
}

#[test]
fn the_level_digit_of_registers_is_read() {
    compare(
        &[
            ("107140200", "level_digit_dropped: tvet/07140200"),
            ("207140200", "level_digit_dropped: post_secondary/07140200"),
        ],
        None,
    );
}

#[test]
fn swapped_columns_are_noticed() {
    compare(
        &[
            ("4S04110102", "specialty_of_qualification: tvet/04110100"),
            ("5AB06130101", "specialty_of_qualification: post_secondary/06130100"),
            ("4S04110100", "prefix_dropped: tvet/04110100"),
            ("04110100", "tvet/04110100"),
        ],
        Some(CodeKind::Specialty),
    );
    compare(
        &[
            ("04110100", "? specialty_given 3W04110101 4S04110102"),
            ("4S04110100", "prefix_dropped: ? specialty_given 3W04110101 4S04110102"),
            ("4S04110102", "4S04110102"),
        ],
        Some(CodeKind::Qualification),
    );
}

/// Whatever comes in, the answer is a code of the classifier or a reason.
#[test]
fn no_input_confuses_the_reader() {
    let classifier = classifier();
    let letters: Vec<char> = "0134 9=\"'-.ОЗWwSАВ5бΩ\u{301}𝟘".chars().collect();
    let mut seed = 1_u64;
    for _ in 0..200_000 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let length = (seed >> 60) as usize;
        let mut rest = seed;
        let letter = |_| {
            rest = rest.rotate_left(9).wrapping_mul(31);
            letters[(rest >> 32) as usize % letters.len()]
        };
        let raw: String = (0..length).map(letter).collect();
        match resolve_code(&raw, None, &classifier).outcome {
            Ok(found) => assert!(!found.is_empty(), "{raw}"),
            Err(obstacle) => {
                assert!(!obstacle.text().best(crate::Locale::Kk).1.is_empty(), "{raw}");
                assert!(
                    !matches!(obstacle, Obstacle::Retired { candidates } if candidates.is_empty())
                );
            }
        }
    }
}
