//! Reads `frameOptions`, or refuses them where the engine was built without frames.

use super::{Group, Reader};
use crate::options::QrOptions;
use crate::options::value::Value;

impl Reader {
    #[cfg(feature = "frame")]
    pub(super) fn frame<V: Value>(&mut self, root: &Group<V>, options: &mut QrOptions) {
        let group = self.group(root, "frameOptions");
        let frame = &mut options.frame_options;
        self.text(&group, "type", &mut frame.kind);
        self.optional_text(&group, "color", &mut frame.color);
        frame.gradient = self.gradient(&group);
        self.text(&group, "text", &mut frame.text);
        self.optional_text(&group, "textColor", &mut frame.text_color);
        self.optional_text(&group, "panelColor", &mut frame.panel_color);
        self.text(&group, "position", &mut frame.position);
    }

    #[cfg(not(feature = "frame"))]
    pub(super) fn frame<V: Value>(&mut self, root: &Group<V>, _: &mut QrOptions) {
        let group = self.group(root, "frameOptions");
        let mut kind = String::from("none");
        self.text(&group, "type", &mut kind);
        if kind != "none" {
            let message = "needs a build of the engine with frames (feature `frame`)";
            self.fail("options.feature", group.path("type"), message);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(all(not(feature = "frame"), feature = "json"))]
    fn frames_are_refused_by_name_where_there_are_none() {
        use crate::{Design, Mode};
        for mode in [Mode::Strict, Mode::Compat] {
            let error =
                Design::from_json(r#"{"data":"x","frameOptions":{"type":"card"}}"#, mode).unwrap_err();
            assert_eq!((error.code(), error.path()), ("options.feature", Some("frameOptions.type")));
            assert!(Design::from_json(r#"{"data":"x","frameOptions":{"type":"none"}}"#, mode).is_ok());
        }
    }
}
