//! What is counted exactly is held here; what is timed is told by `make bench`.

use bench_decide::all;

fn allocations(name: &str) -> u64 {
    let work = all().into_iter().find(|work| work.name.starts_with(name));
    work.map_or(u64::MAX, |work| work.allocations())
}

#[test]
fn deciding_allocates_little() {
    let allocations = allocations("decide");
    assert!(allocations <= 20, "{allocations}");
}

#[test]
fn evaluating_an_expression_does_not_allocate() {
    assert_eq!(allocations("evaluate"), 0);
}
