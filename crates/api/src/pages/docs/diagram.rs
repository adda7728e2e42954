//! States and the ways between them as a picture: states below one another, ways forward on the
//! right of them and ways back on the left.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::lifecycle::Lifecycle;

const STATE_WIDTH: usize = 168;
/// What one way takes of the side of a state.
const PORT: usize = 22;
/// From one state to the next.
const GAP: usize = 18;
/// From the state to the first way: room for the words.
const STUB: usize = 148;
/// From one way to the next.
const LANE: usize = 16;

/// One arrow: all actions that lead from one state to another.
#[derive(Debug, PartialEq, Eq)]
struct Arrow {
    from: usize,
    to: usize,
    actions: String,
}

/// An arrow with its place: the heights of its ends and the distance of its upright part.
struct Placed<'a> {
    arrow: &'a Arrow,
    leaves: usize,
    arrives: usize,
    lane: usize,
}

pub(super) fn diagram(of: &Lifecycle, label: &str) -> Markup {
    let arrows = arrows(of);
    let is_forward = |arrow: &&Arrow| arrow.to > arrow.from;
    let [forward, back] =
        [true, false].map(|way| arrows.iter().filter(|a| is_forward(a) == way).collect::<Vec<_>>());
    let heights: Vec<usize> = (0..of.states.len())
        .map(|state| ports(state, &forward).max(ports(state, &back)).max(2) * PORT)
        .collect();
    let tops: Vec<usize> = heights
        .iter()
        .scan(GAP / 2, |top, height| {
            let own = *top;
            *top += height + GAP;
            Some(own)
        })
        .collect();
    let (forward, back) = (placed(&forward, &tops), placed(&back, &tops));
    let side = |placed: &[Placed<'_>]| {
        placed.iter().map(|p| p.lane + 1).max().map_or(0, |lanes| STUB + lanes * LANE)
    };
    let (left, right) = (side(&back), side(&forward));
    let width = left + STATE_WIDTH + right + 2;
    let height = tops.last().zip(heights.last()).map_or(0, |(top, height)| top + height + GAP / 2);
    html! {
        svg.diagram role="img" aria-label=(label) viewBox={ "0 0 " (width) " " (height) }
            width=(width) height=(height) {
            @for (state, name) in of.states.iter().enumerate() {
                rect.begins[*name == of.begins] x=(left) y=(tops[state]) width=(STATE_WIDTH)
                    height=(heights[state]) rx="6" {}
                text.state x=(left + STATE_WIDTH / 2) y=(tops[state] + heights[state] / 2 + 5)
                    text-anchor="middle" { (name) }
            }
            @for placed in &forward { (drawn(placed, left + STATE_WIDTH, true)) }
            @for placed in &back { (drawn(placed, left, false)) }
        }
    }
}

fn arrows(of: &Lifecycle) -> Vec<Arrow> {
    let place = |state: &String| of.states.iter().position(|other| other == state);
    let mut found: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for step in &of.steps {
        let Some(to) = step.to.as_ref().and_then(place) else { continue };
        for from in step.from.iter().filter_map(place).filter(|from| *from != to) {
            let actions = found.entry((from, to)).or_default();
            if !actions.contains(&&*step.action) {
                actions.push(&step.action);
            }
        }
    }
    let arrows = found.into_iter();
    arrows.map(|((from, to), actions)| Arrow { from, to, actions: actions.join(", ") }).collect()
}

/// How many ends of arrows are at a state.
fn ports(state: usize, arrows: &[&Arrow]) -> usize {
    arrows.iter().map(|a| usize::from(a.from == state) + usize::from(a.to == state)).sum()
}

/// Ends below one another; of the ways, the short ones near the states, none upon another.
fn placed<'a>(arrows: &[&'a Arrow], tops: &[usize]) -> Vec<Placed<'a>> {
    let mut used = vec![0; tops.len()];
    let mut port = |state: usize| {
        used[state] += 1;
        tops[state] + used[state] * PORT - PORT / 2
    };
    // Who comes from far above arrives above what leaves.
    let mut placed: Vec<Placed<'_>> = Vec::new();
    for state in 0..tops.len() {
        for arrow in arrows.iter().filter(|arrow| arrow.to == state) {
            placed.push(Placed { arrow, leaves: 0, arrives: port(state), lane: 0 });
        }
    }
    for one in &mut placed {
        one.leaves = port(one.arrow.from);
    }
    placed.sort_by_key(|one| (one.leaves.abs_diff(one.arrives), one.leaves));
    let mut lanes: Vec<Vec<(usize, usize)>> = Vec::new();
    for one in &mut placed {
        let span = (one.leaves.min(one.arrives), one.leaves.max(one.arrives));
        let is_free = |taken: &Vec<(usize, usize)>| {
            taken.iter().all(|(top, bottom)| span.1 < *top || *bottom < span.0)
        };
        one.lane = lanes.iter().position(is_free).unwrap_or(lanes.len());
        if one.lane == lanes.len() {
            lanes.push(Vec::new());
        }
        lanes[one.lane].push(span);
    }
    placed
}

fn drawn(placed: &Placed<'_>, edge: usize, forward: bool) -> Markup {
    let Placed { arrow, leaves, arrives, lane } = placed;
    let reach = STUB + lane * LANE + LANE / 2;
    let at = |distance: usize| if forward { edge + distance } else { edge - distance };
    let (tip, far) = (at(1), at(reach));
    let head = at(8);
    let anchor = if forward { "start" } else { "end" };
    html! {
        path.way d={ "M" (edge) " " (leaves) "H" (far) "V" (arrives) "H" (head) } {}
        path.head d={ "M" (tip) " " (arrives) "L" (at(9)) " " (arrives - 4) "V" (arrives + 4) "Z" } {}
        text.action x=(at(6)) y=(leaves - 4) text-anchor=(anchor) { (arrow.actions) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_between_two_states_is_drawn_once() {
        for of in super::super::lifecycle::all() {
            let picture = diagram(&of, "label").into_string();
            let arrows = arrows(&of);
            assert_eq!(picture.matches("class=\"head\"").count(), arrows.len(), "{}", of.name);
            for name in &of.states {
                assert!(picture.contains(&format!(">{name}</text>")), "{name}");
            }
            for step in of.steps.iter().filter(|step| step.to.is_some()) {
                assert!(picture.contains(&step.action), "{}", step.action);
            }
        }
    }

    #[test]
    fn no_way_lies_upon_another() {
        for of in super::super::lifecycle::all() {
            let arrows = arrows(&of);
            let forward: Vec<_> = arrows.iter().filter(|arrow| arrow.to > arrow.from).collect();
            let tops: Vec<_> = (0..of.states.len()).map(|state| state * 200).collect();
            let placed = placed(&forward, &tops);
            for (n, one) in placed.iter().enumerate() {
                for other in &placed[n + 1..] {
                    let apart = one.leaves.max(one.arrives) < other.leaves.min(other.arrives)
                        || other.leaves.max(other.arrives) < one.leaves.min(one.arrives);
                    assert!(one.lane != other.lane || apart, "{}: {:?}", of.name, one.arrow);
                }
            }
        }
    }
}
