//! On-demand mode: the service adds shards by itself, up to twice the highest traffic so far.

use super::SHARD_WRITE_BYTES;

/// The most warm throughput, in MiB per second: 10 GiB.
pub(crate) const MOST_WARM_THROUGHPUT: u32 = 10_240;
/// Minutes until the service has followed a new peak.
const MINUTES_TO_FOLLOW: i64 = 15;
const SHARD_WRITE_RECORDS: f64 = super::SHARD_WRITE_RECORDS;

/// What the service knows about the traffic of an on-demand stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct OnDemand {
    /// The minute that is being summed up, and its sum in shard-seconds.
    minute: (i64, f64),
    /// The busiest minute so far, in shards.
    peak: f64,
    /// When the shards will have followed the peak, in minutes since the epoch.
    due: Option<i64>,
    /// What was asked for with UpdateStreamWarmThroughput, in MiB per second.
    pub(crate) warm: Option<u32>,
}

impl OnDemand {
    /// Takes a second's accepted writes, and says how many shards there should be at least by now.
    pub(crate) fn shards(&mut self, second: i64, bytes: f64, records: f64) -> u32 {
        let minute = second.div_euclid(60);
        if self.minute.0 != minute {
            let mean = self.minute.1 / 60.0;
            if mean > self.peak {
                self.peak = mean;
                self.due.get_or_insert(minute + MINUTES_TO_FOLLOW);
            }
            self.minute = (minute, 0.0);
        }
        self.minute.1 += (bytes / SHARD_WRITE_BYTES).max(records / SHARD_WRITE_RECORDS);
        let least = self.warm.unwrap_or(0);
        if self.due.is_some_and(|due| due <= minute) {
            self.due = None;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a float saturates, and traffic is not negative"
            )]
            let twice = (2.0 * self.peak).ceil() as u32;
            return least.max(twice);
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn within_a_quarter_of_an_hour_there_is_room_for_twice_the_peak() {
        let mut service = OnDemand::default();
        let shards: Vec<u32> = (0..20 * 60)
            .map(|second| service.shards(second, 3.5 * SHARD_WRITE_BYTES, 0.0))
            .collect();
        assert!(shards[..16 * 60].iter().all(|shards| *shards == 0));
        assert_eq!(shards.iter().max(), Some(&7));
    }

    #[test]
    fn warm_throughput_is_there_before_the_traffic() {
        let mut service = OnDemand {
            warm: Some(50),
            ..OnDemand::default()
        };
        assert_eq!(service.shards(0, 0.0, 0.0), 50);
    }
}
