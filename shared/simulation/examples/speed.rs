//! How fast a world is simulated: `cargo run --release -p simulation --example speed`, under
//! `time`, for 1000 streams over six hours and the hour before them.

use simulation::{
    World, WorldSpec,
    load::{Shape, StreamLoadSpec},
    stream::Mode,
    world::{SpecError, StreamSpec},
};

fn main() -> Result<(), SpecError> {
    let stream = |number: u32| StreamSpec {
        load: StreamLoadSpec::Generated {
            bytes_per_second: 3e6,
            record_bytes: 1000.0,
            shape: Shape {
                noise: 0.1,
                ..Shape::default()
            },
        },
        ..StreamSpec::idle(&format!("stream-{number}"), 4, Mode::Provisioned)
    };
    let streams = (0..1000).map(stream).collect();
    let mut world = World::new(
        WorldSpec {
            history_minutes: 60,
            streams,
            ..WorldSpec::default()
        },
        0,
    )?;
    world.advance_to(6 * 3600);
    std::hint::black_box(world);
    Ok(())
}
