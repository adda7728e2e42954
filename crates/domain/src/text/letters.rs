//! What a letter becomes when it is folded.

/// The basic Latin letters that stand for a lower-case letter; `None` if the table says nothing.
///
/// Where the writings of one Kazakh sound differ, all of them lead to the same letters: the official
/// Latin alphabet of 2021 (`ş`, `ğ`, `ū`), that of 2018 (`ǵ`, `ý`, `sh`), the transliteration
/// of passports and road signs (`zh`, `kh`, `gh`, `y`), and Cyrillic.
pub(super) const fn latin(letter: char) -> Option<&'static str> {
    Some(match letter {
        'а' | 'ә' => "a",
        'б' => "b",
        'в' | 'w' => "v",
        'г' | 'ғ' | 'ґ' => "g",
        'д' | 'đ' | 'ð' => "d",
        'е' | 'ё' | 'э' | 'є' => "e",
        'ж' | 'җ' | 'j' | 'ž' => "zh",
        'з' => "z",
        'и' | 'й' | 'і' | 'ы' | 'ї' | 'y' | 'ı' => "i",
        'к' | 'қ' | 'q' => "k",
        'л' | 'ł' => "l",
        'м' => "m",
        'н' | 'ң' => "n",
        'о' | 'ө' | 'ø' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        // In the alphabet of 2018 `ý` is «у».
        'у' | 'ұ' | 'ү' | 'ў' | 'ý' => "u",
        'ф' => "f",
        'х' | 'һ' | 'ҳ' => "kh",
        'ц' | 'c' => "ts",
        'ч' | 'č' | 'ç' => "tsh",
        'ш' | 'ş' | 'š' | 'ș' => "sh",
        'щ' => "shtsh",
        'ю' => "iu",
        'я' => "ia",
        'x' => "ks",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        // The soft and the hard sign, what is written for them in Latin, and what has no width.
        'ъ'
        | 'ь'
        | '\''
        | '`'
        | '´'
        | '’'
        | '‘'
        | 'ʼ'
        | 'ʹ'
        | 'ʺ'
        | '\u{ad}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'
        | '\u{feff}' => "",
        _ => return None,
    })
}
