//! Work that every tick does for every target, ready to be measured.

mod deciding;
mod expressions;

/// Something to measure: its name, and one run of it.
pub struct Work {
    pub name: &'static str,
    run: Box<dyn Fn()>,
}

impl Work {
    fn new(name: &'static str, run: impl Fn() + 'static) -> Self {
        Self {
            name,
            run: Box::new(run),
        }
    }

    pub fn run(&self) {
        (self.run)();
    }

    /// How often one run allocates; exact.
    #[must_use]
    pub fn allocations(&self) -> u64 {
        self.run();
        allocation_counter::measure(|| self.run()).count_total
    }
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Everything that is measured.
#[must_use]
pub fn all() -> Vec<Work> {
    vec![
        deciding::work(),
        expressions::compiling(),
        expressions::evaluating(),
    ]
}
