//! What `$name` and `%Name` in paths stand for: the bindings and the field
//! template of a shape. `$item` is known only when a record is read.

use super::definition::ShapeDefinition;
use crate::record::{ITEM, Path};

/// The names that paths of one shape can use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'a> {
    shape: &'a ShapeDefinition,
}

impl<'a> Scope<'a> {
    /// The scope of a shape.
    pub(crate) const fn new(shape: &'a ShapeDefinition) -> Self {
        Scope { shape }
    }

    /// The paths that a written path stands for, in order of preference.
    ///
    /// A binding or field template that this shape lacks gives no path: the
    /// property map of a type is shared by shapes that do not have every part.
    pub(crate) fn paths(&self, text: &str) -> Result<Vec<Path>, String> {
        self.expand(text).iter().map(|text| Path::parse(text)).collect()
    }

    /// Whether `%XX` in texts of the shape stands for a byte.
    pub(crate) const fn percent(&self) -> bool {
        self.shape.percent
    }

    fn expand(&self, text: &str) -> Vec<String> {
        let text = text.trim();
        if let Some(name) = text.strip_prefix('%') {
            let (name, rest) = name.split_at(name.find(['.', '[']).unwrap_or(name.len()));
            let templates = self.shape.field.as_slice().iter();
            return templates
                .flat_map(|template| self.expand(&format!("{}{rest}", template.replace("{}", name))))
                .collect();
        }
        if let Some(name) = text.strip_prefix('$') {
            let (name, rest) = name.split_at(name.find(['.', '[']).unwrap_or(name.len()));
            if ITEM.strip_prefix('$') == Some(name) {
                return if self.shape.each.is_some() { vec![text.to_owned()] } else { Vec::new() };
            }
            let Some(bound) = self.shape.bind.get(name) else { return Vec::new() };
            return bound.as_slice().iter().map(|bound| format!("{bound}{rest}")).collect();
        }
        vec![text.to_owned()]
    }
}
