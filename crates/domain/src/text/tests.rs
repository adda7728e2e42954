use super::{TextFlaw, check_text, fold};

#[test]
fn spellings_of_one_word_fold_alike() {
    let words: &[&[&str]] = &[
        &["Темірқазық", "temirqazyq", "Temirkazyk", "TEMİRQAZYQ", "темирказык", "temırqazıq"],
        &["Жетісу", "Жетысу", "Zhetysu", "Jetisu", "Jetisý", "Žetisu", "ЖЕТІСУ"],
        &["Шымкент", "Shymkent", "Şymkent", "Şımkent", "S\u{327}ymkent"],
        &["Қызылорда", "Кызылорда", "Kyzylorda", "Qyzylorda"],
        &["Жамбыл", "Jambyl", "Zhambyl"],
        &["Ұлытау", "Ulytau", "Ulıtau", "Ūlytau"],
        &["Маңғыстау", "Мангыстау", "Mangystau", "Mañğystau", "Mańǵystaý"],
        &["Қарағанды", "Qaraghandy", "Qarağandy", "Karagandy"],
        &["Өскемен", "Oskemen", "Öskemen"],
        &["Хромтау", "Khromtau", "Hromtau"],
        &["Һ", "х", "Kh", "h"],
        &["Есіл", "Yesil", "Esil"],
        &["Қонаев", "Qonayev", "Konaev", "QONAYEV"],
        &["Алматинский", "Almatinskiy", "Almatinsky", "Almatinski"],
        &["Мария", "Mariya", "Maria"],
        &["Щучинск", "Shchuchinsk", "SHCHUCHINSK"],
        &["Ёлка", "елка", "Elka"],
        &["Чимбулак", "Chimbulak", "Çimbulak", "Tşimbulak"],
        &["объект", "obekt", "ob'ekt", "ob’ekt"],
        &["café", "CAFE", "cafe\u{301}"],
        &["3W06130101", "3w06130101", "\u{ff13}\u{ff37}06130101"],
    ];
    for spellings in words {
        for spelling in *spellings {
            assert_eq!(fold(spelling), fold(spellings[0]), "{spelling} and {}", spellings[0]);
        }
    }
}

#[test]
fn words_that_sound_otherwise_stay_apart() {
    for (one, other) in
        [("Абай", "Абая"), ("сварщик", "сварка"), ("шар", "сар"), ("жол", "зол"), ("кам", "хам")]
    {
        assert_ne!(fold(one), fold(other));
    }
}

/// Every character that Unicode has a place for.
fn characters() -> impl Iterator<Item = char> {
    ('\0'..=char::MAX).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c))
}

#[test]
fn folding_twice_changes_nothing() {
    let twice = |text: &str| {
        let once = fold(text);
        assert_eq!(fold(&once), once, "{text:?}");
    };
    for character in characters() {
        twice(&format!("а{character}h"));
    }
    let letters: Vec<char> =
        ('a'..='z').chain('а'..='я').chain("әіңғүұқөһёşğıýçž '-".chars()).collect();
    for &one in &letters {
        for &two in &letters {
            for &three in &letters {
                twice(&[one, two, three].iter().collect::<String>());
            }
        }
    }
}

#[test]
fn a_part_of_a_cyrillic_text_is_found_in_the_whole() {
    let text = "Бағдарламалық қамтамасыз ету, схема; сходка ОБЪЕКТИВНОЙ хищницы чищу щётку жүйесі";
    let whole = fold(text);
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    for (n, &from) in places.iter().enumerate() {
        for &to in &places[n..] {
            assert!(whole.contains(&fold(&text[from..to])), "{}", &text[from..to]);
        }
    }
}

#[test]
fn the_beginning_of_a_latin_word_is_found() {
    let words =
        "Mechatronics Shymkent Zhetysu Khromtau Qaraghandy employer chemistry physics light Jambyl";
    for word in words.split(' ') {
        for end in 0..=word.len() {
            assert!(fold(word).starts_with(&fold(&word[..end])), "{}", &word[..end]);
        }
    }
}

#[test]
fn control_characters_are_refused_with_their_place() {
    for (character, position) in [('\0', 2), ('\u{7}', 2), ('\u{7f}', 2), ('\u{85}', 2), ('\r', 2)]
    {
        let flaw = TextFlaw::ControlCharacter { character, position };
        assert_eq!(check_text(&format!("қы{character}з"), 10), Err(flaw));
    }
    assert_eq!(check_text("a\n\tb\r\nc", 10), Ok(()));
}

#[test]
fn characters_that_turn_the_writing_are_refused() {
    for character in "\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}".chars() {
        let flaw = TextFlaw::DirectionControl { character, position: 1 };
        assert_eq!(check_text(&format!("a{character}b"), 10), Err(flaw));
    }
}

#[test]
fn length_is_counted_in_characters() {
    assert_eq!(check_text("қазақ", 5), Ok(()));
    assert_eq!(check_text("қазақ", 4), Err(TextFlaw::TooLong { limit: 4, length: 5 }));
}
