//! How much an SVG becomes once its references are followed: forty lines can stand for more elements than there are atoms,
//! and parsers that follow them never come back.

use crate::error::{Error, Result};
use std::collections::HashMap;
use usvg::roxmltree::{Document, Node, NodeId, ParsingOptions};

/// Elements, those that are referred to each time that they are.
const MOST_ELEMENTS: u64 = 1_000_000;

/// Elements within elements, references followed.
const DEEPEST: usize = 256;

/// Refuses what would never end.
pub(super) fn check(text: &str) -> Result<()> {
    // What is no XML is refused in better words by who reads it.
    let Ok(document) =
        Document::parse_with_options(text, ParsingOptions { allow_dtd: true, ..Default::default() })
    else {
        return Ok(());
    };
    let named = document.descendants().filter_map(|node| Some((node.attribute("id")?, node)));
    // Rules of a style sheet may hold for any element, so each is taken to have all of their references.
    let sheets = document.descendants().filter(|node| node.tag_name().name() == "style");
    let shared = sheets.filter_map(|sheet| sheet.text()).flat_map(references).collect::<Vec<_>>();
    let mut costs = Costs { named: named.collect(), shared, known: HashMap::new() };
    let is_bounded = costs.of(document.root_element(), 0).is_some_and(|cost| cost <= MOST_ELEMENTS);
    if is_bounded { Ok(()) } else { Err(too_complex()) }
}

/// What takes too long to draw.
pub(super) fn too_complex() -> Error {
    Error::logo("logo.too_complex", "is an SVG that takes too long to draw: simplify it, or use PNG")
}

struct Costs<'a, 'input> {
    named: HashMap<&'a str, Node<'a, 'input>>,
    shared: Vec<&'a str>,
    /// 0 while it is being counted: a circle of references, which parsers break.
    known: HashMap<NodeId, u64>,
}

impl<'a, 'input> Costs<'a, 'input> {
    /// Elements that this one becomes; `None` if it is too deep.
    fn of(&mut self, node: Node<'a, 'input>, depth: usize) -> Option<u64> {
        if let Some(known) = self.known.get(&node.id()) {
            return Some(*known);
        }
        if depth > DEEPEST {
            return None;
        }
        self.known.insert(node.id(), 0);
        let mut cost = 1_u64;
        for attribute in node.attributes() {
            let value = attribute.value();
            let linked = (attribute.name() == "href").then(|| value.trim().strip_prefix('#')).flatten();
            for name in linked.into_iter().chain(references(value)) {
                cost = cost.saturating_add(self.of_named(name, depth)?);
            }
        }
        for index in 0..self.shared.len() {
            cost = cost.saturating_add(self.of_named(self.shared[index], depth)?);
        }
        for child in node.children().filter(Node::is_element) {
            cost = cost.saturating_add(self.of(child, depth + 1)?);
        }
        self.known.insert(node.id(), cost);
        Some(cost)
    }

    fn of_named(&mut self, name: &str, depth: usize) -> Option<u64> {
        match self.named.get(name) {
            // A gradient is read once.
            Some(target) if target.tag_name().name().ends_with("Gradient") => Some(0),
            Some(target) => self.of(*target, depth + 1),
            None => Some(0),
        }
    }
}

/// The ids in all `url(#…)` of a text.
fn references(text: &str) -> impl Iterator<Item = &str> {
    text.split("url(").skip(1).filter_map(|rest| {
        let name = rest.split(')').next()?;
        name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).strip_prefix('#')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_bounded(content: &str) -> bool {
        check(&format!("<svg xmlns='http://www.w3.org/2000/svg'>{content}</svg>")).is_ok()
    }

    /// Forty patterns, each of which shows the one before twice.
    fn chain(rect: impl Fn(usize) -> String) -> String {
        let pattern = |n: usize| format!("<pattern id='p{}'>{}{}</pattern>", n + 1, rect(n), rect(n));
        (0..40).map(pattern).collect::<Vec<_>>().concat()
    }

    #[test]
    fn references_are_followed_wherever_they_stand() {
        assert!(!is_bounded(&chain(|n| format!("<rect fill='url(#p{n})'/>"))));
        assert!(!is_bounded(&chain(|n| format!("<rect style='fill: url( \"#p{n}\" )'/>"))));
        assert!(!is_bounded(&chain(|n| format!("<use href='#p{n}'/>"))));
        let sheet = (0..40).map(|n| format!(".c{n}{{fill:url(#p{n})}}")).collect::<Vec<_>>().concat();
        assert!(!is_bounded(&format!(
            "<style>{sheet}</style>{}",
            chain(|n| format!("<rect class='c{n}'/>"))
        )));
    }

    #[test]
    fn what_drawing_programs_write_is_bounded() {
        let gradients = (0..50).map(|n| format!("<linearGradient id='g{n}'><stop/><stop/></linearGradient>"));
        let sheet = (0..50).map(|n| format!(".c{n}{{fill:url(#g{n})}}")).collect::<Vec<_>>().concat();
        let paths = (0..2000).map(|n| format!("<path class='c{}'/>", n % 50)).collect::<Vec<_>>().concat();
        assert!(is_bounded(&format!(
            "<style>{sheet}</style>{}{paths}",
            gradients.collect::<Vec<_>>().concat()
        )));
        assert!(is_bounded("<g id='a'><use href='#a'/></g>"), "circles are broken");
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| "<g>".repeat(depth) + &"</g>".repeat(depth);
        assert!(is_bounded(&nested(100)) && !is_bounded(&nested(1000)));
    }
}
