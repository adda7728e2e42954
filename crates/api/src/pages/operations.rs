//! Operations that the explorer of a demo offers, ready to run.

use super::{explorer::Demo, text::Text};

pub(super) struct Operation {
    pub(super) name: &'static str,
    pub(super) title: Text,
    pub(super) document: &'static str,
    /// Who runs it; empty: nobody in particular.
    pub(super) persona: &'static str,
    /// Variables, as JSON; `PLACE` stands for where the persona has its role.
    variables: &'static str,
}

impl Operation {
    pub(super) fn variables(&self, demo: &Demo) -> String {
        let persona = demo.personas.iter().find(|persona| persona.name == self.persona);
        let place = persona.map(|persona| persona.place.as_str()).unwrap_or_default();
        let place = serde_json::to_string(place).expect("a text is JSON");
        self.variables.replace("PLACE", &place)
    }
}

macro_rules! document {
    ($name:literal) => {
        include_str!(concat!("../../assets/graphiql/operations/", $name, ".graphql"))
    };
}

pub(super) const OPERATIONS: [Operation; 5] = [
    Operation {
        name: "published",
        title: Text([
            "Жұмыс берушілер не жариялады",
            "Что опубликовали работодатели",
            "What employers have published",
        ]),
        document: document!("published"),
        persona: "",
        variables: "{}",
    },
    Operation {
        name: "resolve",
        title: Text(["Бұл қай код?", "Что это за код?", "What code is this?"]),
        document: document!("resolve"),
        persona: "",
        variables: "{\n  \"code\": \"7130700\"\n}",
    },
    Operation {
        name: "demand",
        title: Text(["Елге кім жетіспейді", "Кого не хватает стране", "Whom the country lacks"]),
        document: document!("demand"),
        persona: "ministry",
        variables: "{}",
    },
    Operation {
        name: "own",
        title: Text([
            "Өз сұраныстарым және оларға жауаптар",
            "Мои заявки и отклики на них",
            "My requests and their responses",
        ]),
        document: document!("own"),
        persona: "employer",
        variables: "{\n  \"employer\": PLACE\n}",
    },
    Operation {
        name: "offer",
        title: Text([
            "Колледж ұсыныс дайындайды",
            "Колледж готовит предложение",
            "A college begins an offer",
        ]),
        document: document!("offer"),
        persona: "college_portal",
        variables: "{\n  \"input\": {\n    \"collegeId\": PLACE,\n    \"terms\": {\n      \
            \"qualificationCode\": \"4S07130704\",\n      \"academicYear\": \"2026-2027\",\n      \
            \"seats\": 25\n    }\n  }\n}",
    },
];

#[cfg(test)]
mod tests {
    use super::{super::explorer::Persona, *};

    #[test]
    fn variables_are_json_whatever_the_place_is_called() {
        let names = ["ministry", "employer", "college_portal"];
        let personas = names.map(|name| Persona {
            name,
            roles: Vec::new(),
            place: "a \"b\"".to_owned(),
            token: String::new(),
        });
        let demo = Demo { personas: personas.into() };
        for operation in &OPERATIONS {
            let variables: serde_json::Value =
                serde_json::from_str(&operation.variables(&demo)).unwrap();
            assert!(variables.is_object(), "{}", operation.name);
            assert!(operation.persona.is_empty() || names.contains(&operation.persona));
        }
        let own = OPERATIONS.iter().find(|operation| operation.name == "own").unwrap();
        assert!(own.variables(&demo).contains(r#""employer": "a \"b\"""#));
    }
}
