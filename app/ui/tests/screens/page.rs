//! A page in memory: what a renderer would show, with fingers to touch it.
//!
//! It takes the same mutations as a webview and keeps a tree of elements. People find things by what stands on
//! them, as on a real page; a test that finds a button has proven that it is there, enabled, and has a name.

use std::{any::Any, collections::BTreeMap, rc::Rc, task::Context};

use dioxus::{
    core::{AttributeValue, ElementId, Event, Template, TemplateAttribute, TemplateNode, WriteMutations},
    document::Document,
    prelude::*,
};
use dioxus_html::{
    PlatformEventData, SerializedFormData, SerializedHtmlEventConverter, SerializedMouseData,
    geometry::{ClientPoint, Coordinates, ElementPoint, PagePoint, ScreenPoint},
    input_data::MouseButton,
    set_event_converter,
};
use tequio_ui::{App, Host, Phone};

/// One phone's screen.
pub struct Page {
    dom: VirtualDom,
    tree: Tree,
}

impl Page {
    /// Starts the app on this phone.
    pub fn open(host: Rc<dyn Host>) -> Page {
        Page::start(VirtualDom::new(Root).with_root_context(Phone(host)))
    }

    /// What stands on the very first picture that is drawn, before anything else could happen.
    pub fn at_first_sight(host: Rc<dyn Host>) -> String {
        let mut dom = VirtualDom::new(Root).with_root_context(Phone(host));
        let mut tree = Tree::default();
        dom.rebuild(&mut tree);
        even(&tree.text(0))
    }

    /// Starts the app on this phone, in a page in which scripts run.
    pub fn open_scripted(host: Rc<dyn Host>, document: Rc<dyn Document>) -> Page {
        Page::start(VirtualDom::new(Root).with_root_context(Phone(host)).with_root_context(document))
    }

    fn start(mut dom: VirtualDom) -> Page {
        set_event_converter(Box::new(SerializedHtmlEventConverter));
        let mut tree = Tree::default();
        dom.rebuild(&mut tree);
        let mut page = Page { dom, tree };
        page.settle();
        page
    }

    /// Lets everything that is ready happen.
    pub fn settle(&mut self) {
        let mut context = Context::from_waker(std::task::Waker::noop());
        for _ in 0..10_000 {
            let pending = {
                let work = std::pin::pin!(self.dom.wait_for_work());
                work.poll(&mut context).is_pending()
            };
            if pending {
                return;
            }
            self.dom.render_immediate(&mut self.tree);
        }
        panic!("the page never comes to rest");
    }

    /// All text in sight, spaces made even.
    pub fn text(&mut self) -> String {
        self.settle();
        even(&self.tree.text(0))
    }

    /// The page as a file would hold it.
    pub fn html(&mut self) -> String {
        self.settle();
        dioxus_ssr::render(&self.dom)
    }

    /// Fails unless this stands on the page.
    #[track_caller]
    pub fn sees(&mut self, text: &str) {
        let all = self.text();
        assert!(all.contains(text), "“{text}” is not in sight. The page says: {all}");
    }

    /// Fails if this stands on the page.
    #[track_caller]
    pub fn sees_no(&mut self, text: &str) {
        let all = self.text();
        assert!(!all.contains(text), "“{text}” is in sight: {all}");
    }

    /// Presses the button, or follows the link, with this name.
    #[track_caller]
    pub fn press(&mut self, name: &str) {
        self.settle();
        let found = self.find(|page, node| {
            let tag = page.tree.tag(node);
            (tag == "button" || tag == "a") && page.name(node) == name && !page.tree.is_inert(node)
        });
        let Some(node) = found else { panic!("no button “{name}”. The page says: {}", self.text()) };
        assert!(!self.tree.has(node, "disabled"), "the button “{name}” cannot be pressed now");
        if self.tree.attribute(node, "type") == Some("submit") {
            let form = self.tree.ancestors(node).find(|node| self.tree.tag(*node) == "form");
            self.fire(form.expect("a submitting button stands in a form"), "submit", form_data(""));
        } else {
            self.fire(node, "click", mouse_data());
        }
        self.settle();
    }

    /// Presses the first button, or follows the first link, whose name begins so.
    #[track_caller]
    pub fn press_like(&mut self, beginning: &str) {
        self.settle();
        let found = self.find(|page, node| {
            matches!(page.tree.tag(node), "button" | "a")
                && page.name(node).starts_with(beginning)
                && !page.tree.is_inert(node)
        });
        let Some(node) = found else {
            panic!("nothing like “{beginning}”. The page says: {}", self.text())
        };
        self.fire(node, "click", mouse_data());
        self.settle();
    }

    /// Chooses the radio button whose label begins so.
    #[track_caller]
    pub fn choose_like(&mut self, beginning: &str) {
        self.settle();
        let found =
            self.find(|page, node| page.tree.tag(node) == "input" && page.label(node).starts_with(beginning));
        let Some(node) = found else { panic!("no choice “{beginning}”. The page says: {}", self.text()) };
        self.fire(node, "change", form_data("true"));
        self.settle();
    }

    /// Closes the passing message, if there is one.
    pub fn close_message(&mut self) {
        self.settle();
        let close = self.find(|page, node| {
            let in_message = |node| page.tree.attribute(node, "class") == Some("toast");
            page.tree.tag(node) == "button"
                && page.tree.has(node, "aria-label")
                && page.tree.ancestors(node).any(in_message)
        });
        if let Some(close) = close {
            self.fire(close, "click", mouse_data());
            self.settle();
        }
    }

    /// Whether there is such a button or link.
    pub fn offers(&mut self, name: &str) -> bool {
        self.settle();
        self.find(|page, node| {
            matches!(page.tree.tag(node), "button" | "a")
                && page.name(node) == name
                && !page.tree.has(node, "disabled")
        })
        .is_some()
    }

    /// Types into the field with this label, letter by letter, in place of what stands there.
    #[track_caller]
    pub fn type_in(&mut self, label: &str, text: &str) {
        let node = self.field(label);
        let mut so_far = String::new();
        self.input(node, "");
        for letter in text.chars() {
            so_far.push(letter);
            self.input(node, &so_far);
        }
    }

    fn input(&mut self, node: usize, text: &str) {
        self.tree.nodes[node].value = Some(text.to_owned());
        self.fire(node, "input", form_data(text));
        self.settle();
    }

    /// Chooses the radio button or box with this label, or this option of a list.
    #[track_caller]
    pub fn choose(&mut self, label: &str) {
        self.settle();
        let option =
            self.find(|page, node| page.tree.tag(node) == "option" && even(&page.tree.text(node)) == label);
        if let Some(option) = option {
            let value = self.tree.attribute(option, "value").unwrap_or_default().to_owned();
            let list = self.tree.ancestors(option).find(|node| self.tree.tag(*node) == "select");
            self.fire(list.expect("an option stands in a list"), "change", form_data(&value));
        } else {
            let node = self.field(label);
            self.fire(node, "change", form_data("true"));
        }
        self.settle();
    }

    /// What stands in the field with this label.
    #[track_caller]
    pub fn value(&mut self, label: &str) -> String {
        let node = self.field(label);
        let shown = self.tree.nodes[node].value.clone();
        shown.or_else(|| self.tree.attribute(node, "value").map(str::to_owned)).unwrap_or_default()
    }

    /// The sentence that a screen reader says of the field with this label after its name.
    #[track_caller]
    pub fn said_of(&mut self, label: &str) -> String {
        let node = self.field(label);
        let id = self.tree.attribute(node, "aria-describedby").unwrap_or_default().to_owned();
        let said = self.find(|page, node| page.tree.attribute(node, "id") == Some(&id));
        said.map(|node| even(&self.tree.text(node))).unwrap_or_default()
    }

    /// Whether the field with this label is marked as wrong.
    #[track_caller]
    pub fn is_wrong(&mut self, label: &str) -> bool {
        let node = self.field(label);
        self.tree.attribute(node, "aria-invalid") == Some("true")
    }

    /// An attribute of the first element of this class.
    pub fn attribute_of(&mut self, tag: &str, attribute: &str) -> Option<String> {
        self.settle();
        let node = self.find(|page, node| page.tree.tag(node) == tag && page.tree.has(node, attribute))?;
        self.tree.attribute(node, attribute).map(str::to_owned)
    }

    /// What a screen reader could trip over: things without a name, a page without its main part.
    pub fn complaints(&mut self) -> Vec<String> {
        self.settle();
        let mut found = Vec::new();
        let all: Vec<usize> = self.tree.all().collect();
        let count = |tag: &str| all.iter().filter(|node| self.tree.tag(**node) == tag).count();
        for (tag, wanted) in [("main", 1), ("h1", 1)] {
            if count(tag) != wanted {
                found.push(format!("{} elements <{tag}>", count(tag)));
            }
        }
        let mut ids = BTreeMap::<&str, usize>::new();
        for node in &all {
            match self.tree.tag(*node) {
                tag @ ("button" | "a") if self.name(*node).is_empty() => {
                    found.push(format!("<{tag}> without a name"))
                }
                tag @ ("input" | "textarea" | "select") if self.label(*node).is_empty() => {
                    found.push(format!("<{tag}> without a label"));
                }
                _ => {}
            }
            if let Some(id) = self.tree.attribute(*node, "id") {
                *ids.entry(id).or_default() += 1;
            }
        }
        found.extend(ids.into_iter().filter(|(_, n)| *n > 1).map(|(id, _)| format!("the id “{id}” twice")));
        found
    }

    fn find(&self, fits: impl Fn(&Page, usize) -> bool) -> Option<usize> {
        self.tree.all().find(|node| fits(self, *node))
    }

    /// What a screen reader calls it.
    fn name(&self, node: usize) -> String {
        let label = self.tree.attribute(node, "aria-label").map(str::to_owned);
        even(&label.unwrap_or_else(|| self.tree.text(node)))
    }

    fn label(&self, node: usize) -> String {
        let around = self.tree.ancestors(node).find(|node| self.tree.tag(*node) == "label");
        let by_id = || {
            let id = self.tree.attribute(node, "id")?;
            self.find(|page, label| {
                page.tree.tag(label) == "label" && page.tree.attribute(label, "for") == Some(id)
            })
        };
        let label = around.or_else(by_id).map(|label| self.tree.text(label));
        even(&label.unwrap_or_else(|| self.tree.attribute(node, "aria-label").unwrap_or_default().to_owned()))
    }

    #[track_caller]
    fn field(&mut self, label: &str) -> usize {
        self.settle();
        let found = self.find(|page, node| {
            matches!(page.tree.tag(node), "input" | "textarea" | "select")
                && page.label(node) == label
                && !page.tree.is_inert(node)
        });
        found.unwrap_or_else(|| panic!("no field “{label}”. The page says: {}", self.text()))
    }

    fn fire(&mut self, node: usize, event: &str, data: Rc<dyn Any>) {
        // Events bubble: the nearest element that was given an id is where the tree of components takes over.
        let target = std::iter::once(node).chain(self.tree.ancestors(node));
        let id = target.filter_map(|node| self.tree.nodes[node].id).next().expect("something listens above");
        self.dom.runtime().handle_event(event, Event::new(data, true), id);
    }
}

#[component]
fn Root() -> Element {
    rsx! { App {} }
}

fn mouse_data() -> Rc<dyn Any> {
    let data = SerializedMouseData::new(
        Some(MouseButton::Primary),
        MouseButton::Primary.into(),
        Coordinates::new(ScreenPoint::zero(), ClientPoint::zero(), ElementPoint::zero(), PagePoint::zero()),
        Modifiers::empty(),
    );
    Rc::new(PlatformEventData::new(Box::new(data)))
}

fn form_data(value: &str) -> Rc<dyn Any> {
    Rc::new(PlatformEventData::new(Box::new(SerializedFormData::new(value.to_owned(), Vec::new()))))
}

fn even(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The tree of elements. The first node is the root, with the id 0.
struct Tree {
    nodes: Vec<Node>,
    stack: Vec<usize>,
    by_id: BTreeMap<usize, usize>,
}

#[derive(Default)]
struct Node {
    tag: &'static str,
    text: String,
    attributes: BTreeMap<&'static str, String>,
    /// What was typed.
    value: Option<String>,
    id: Option<ElementId>,
    parent: Option<usize>,
    children: Vec<usize>,
}

impl Default for Tree {
    fn default() -> Tree {
        let root = Node { id: Some(ElementId(0)), ..Node::default() };
        Tree { nodes: vec![root], stack: Vec::new(), by_id: BTreeMap::from([(0, 0)]) }
    }
}

impl Tree {
    /// Every node, in the order of the page.
    fn all(&self) -> impl Iterator<Item = usize> {
        let mut waiting = vec![0];
        std::iter::from_fn(move || {
            let node = waiting.pop()?;
            waiting.extend(self.nodes[node].children.iter().rev());
            Some(node)
        })
    }

    fn ancestors(&self, node: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.nodes[node].parent, |node| self.nodes[*node].parent)
    }

    fn tag(&self, node: usize) -> &'static str {
        self.nodes[node].tag
    }

    fn attribute(&self, node: usize, name: &str) -> Option<&str> {
        self.nodes[node].attributes.get(name).map(String::as_str)
    }

    fn has(&self, node: usize, name: &str) -> bool {
        self.attribute(node, name).is_some_and(|value| value != "false")
    }

    fn is_inert(&self, node: usize) -> bool {
        self.ancestors(node).any(|node| self.has(node, "inert"))
    }

    fn text(&self, node: usize) -> String {
        let this = &self.nodes[node];
        if this.tag == "style" {
            return String::new();
        }
        let children = this.children.iter().map(|child| self.text(*child));
        std::iter::once(this.text.clone()).chain(children).collect::<Vec<_>>().join(" ")
    }

    fn add(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn give_id(&mut self, node: usize, id: ElementId) {
        self.nodes[node].id = Some(id);
        self.by_id.insert(id.0, node);
    }

    fn of(&self, id: ElementId) -> usize {
        self.by_id[&id.0]
    }

    fn build(&mut self, template: &TemplateNode) -> usize {
        match template {
            TemplateNode::Element { tag, attrs, children, .. } => {
                let mut attributes = BTreeMap::new();
                for attribute in attrs.iter() {
                    if let TemplateAttribute::Static { name, value, .. } = attribute {
                        attributes.insert(*name, (*value).to_owned());
                    }
                }
                let node = self.add(Node { tag, attributes, ..Node::default() });
                for child in children.iter() {
                    let child = self.build(child);
                    self.nodes[child].parent = Some(node);
                    self.nodes[node].children.push(child);
                }
                node
            }
            TemplateNode::Text { text } => self.add(Node { text: (*text).to_owned(), ..Node::default() }),
            TemplateNode::Dynamic { .. } => self.add(Node::default()),
        }
    }

    fn at(&self, path: &[u8]) -> usize {
        let top = *self.stack.last().expect("a path begins at the top of the stack");
        path.iter().fold(top, |node, step| self.nodes[node].children[usize::from(*step)])
    }

    fn take(&mut self, m: usize) -> Vec<usize> {
        let at = self.stack.len() - m;
        let taken = self.stack.split_off(at);
        for node in &taken {
            self.detach(*node);
        }
        taken
    }

    fn detach(&mut self, node: usize) {
        if let Some(parent) = self.nodes[node].parent.take() {
            self.nodes[parent].children.retain(|child| *child != node);
        }
    }

    /// Puts nodes beside one that is in the tree: `after` places further on, in its place if that is to go.
    fn put_beside(&mut self, node: usize, new: Vec<usize>, after: usize, remove: bool) {
        let Some(parent) = self.nodes[node].parent else { return };
        let at = self.nodes[parent].children.iter().position(|child| *child == node);
        let at = at.expect("a parent knows its children") + after;
        for node in &new {
            self.nodes[*node].parent = Some(parent);
        }
        self.nodes[parent].children.splice(at..at, new);
        if remove {
            self.detach(node);
        }
    }
}

impl WriteMutations for Tree {
    fn append_children(&mut self, id: ElementId, m: usize) {
        let (parent, new) = (self.of(id), self.take(m));
        for node in &new {
            self.nodes[*node].parent = Some(parent);
        }
        self.nodes[parent].children.extend(new);
    }

    fn assign_node_id(&mut self, path: &'static [u8], id: ElementId) {
        let node = self.at(path);
        self.give_id(node, id);
    }

    fn create_placeholder(&mut self, id: ElementId) {
        self.create_text_node("", id);
    }

    fn create_text_node(&mut self, value: &str, id: ElementId) {
        let node = self.add(Node { text: value.to_owned(), ..Node::default() });
        self.give_id(node, id);
        self.stack.push(node);
    }

    fn load_template(&mut self, template: Template, index: usize, id: ElementId) {
        let node = self.build(&template.roots[index]);
        self.give_id(node, id);
        self.stack.push(node);
    }

    fn replace_node_with(&mut self, id: ElementId, m: usize) {
        let (node, new) = (self.of(id), self.take(m));
        self.put_beside(node, new, 0, true);
    }

    fn replace_placeholder_with_nodes(&mut self, path: &'static [u8], m: usize) {
        let new = self.take(m);
        let node = self.at(path);
        self.put_beside(node, new, 0, true);
    }

    fn insert_nodes_after(&mut self, id: ElementId, m: usize) {
        let (node, new) = (self.of(id), self.take(m));
        self.put_beside(node, new, 1, false);
    }

    fn insert_nodes_before(&mut self, id: ElementId, m: usize) {
        let (node, new) = (self.of(id), self.take(m));
        self.put_beside(node, new, 0, false);
    }

    fn set_attribute(
        &mut self,
        name: &'static str,
        _: Option<&'static str>,
        value: &AttributeValue,
        id: ElementId,
    ) {
        // A field is shown with what it is given at first.
        let name = if name == "initial_value" { "value" } else { name };
        let text = match value {
            AttributeValue::Text(text) => text.clone(),
            AttributeValue::Float(number) => number.to_string(),
            AttributeValue::Int(number) => number.to_string(),
            AttributeValue::Bool(true) => "true".to_owned(),
            _ => {
                let node = self.of(id);
                self.nodes[node].attributes.remove(name);
                return;
            }
        };
        let node = self.of(id);
        self.nodes[node].attributes.insert(name, text);
    }

    fn set_node_text(&mut self, value: &str, id: ElementId) {
        let node = self.of(id);
        self.nodes[node].text = value.to_owned();
    }

    fn create_event_listener(&mut self, _: &'static str, _: ElementId) {}

    fn remove_event_listener(&mut self, _: &'static str, _: ElementId) {}

    fn remove_node(&mut self, id: ElementId) {
        let node = self.of(id);
        self.detach(node);
    }

    fn push_root(&mut self, id: ElementId) {
        let node = self.of(id);
        self.stack.push(node);
    }
}
