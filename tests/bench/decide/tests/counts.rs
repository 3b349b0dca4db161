//! What is counted exactly is held here; what is timed is told by `make bench`.

use bench_decide::all;

#[test]
fn deciding_allocates_little() {
    for work in all() {
        let allocations = work.allocations();
        assert!(allocations <= 20, "{work:?} allocates {allocations} times");
    }
}
