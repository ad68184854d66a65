use tokio::time::timeout;

use super::{super::Link, *};

/// Long enough for anything that happens at all, on a clock that does not have to be waited for.
const LONG: Duration = Duration::from_secs(600);

fn rehearse(scene: impl Future<Output = ()>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(scene);
}

fn at(x: i32) -> Place {
    Place { x, y: 0 }
}

/// A phone that wants to be seen and looks.
fn phone(radio: &Rehearsed, id: u8) -> Antenna {
    let antenna = radio.switch_on();
    antenna.be_seen(Some(RadioId([id; 4])));
    antenna.look(true);
    antenna
}

/// The first event that is of interest here; the others are taken and forgotten.
async fn until<A>(antenna: &mut Antenna, mut wanted: impl FnMut(Event) -> Option<A>) -> A {
    let found = async {
        loop {
            if let Some(found) = wanted(antenna.next().await.expect("the radio is on")) {
                return found;
            }
        }
    };
    timeout(LONG, found).await.expect("it happens")
}

async fn sighting(antenna: &mut Antenna) -> Sighting {
    until(antenna, |event| if let Event::Sighted(sighting) = event { Some(sighting) } else { None }).await
}

async fn link(antenna: &mut Antenna) -> Link {
    until(antenna, |event| if let Event::Up(link) = event { Some(link) } else { None }).await
}

/// Ana calls Beto.
async fn linked(ana: &mut Antenna, beto: &mut Antenna) -> (Link, Link) {
    let seen = sighting(ana).await;
    ana.connect(seen.spot);
    (link(ana).await, link(beto).await)
}

#[test]
fn two_in_reach_sight_each_other_and_a_third_beyond_it_sees_nobody() {
    rehearse(async {
        let air = Air::new(Law::default(), 1);
        let (mut ana, mut beto) = (phone(&air.radio(at(0)), 1), phone(&air.radio(at(10)), 2));
        let mut carla = phone(&air.radio(at(100)), 3);
        let seen = sighting(&mut ana).await;
        assert_eq!((seen.id, sighting(&mut beto).await.id), (Some(RadioId([2; 4])), Some(RadioId([1; 4]))));
        assert_eq!(seen.signal, -64, "40 dB at a metre and 24 for ten times as far");
        let sees_somebody = async {
            while let Some(event) = carla.next().await {
                if matches!(event, Event::Sighted(_)) {
                    return;
                }
            }
        };
        let nobody = timeout(LONG, sees_somebody).await;
        assert!(nobody.is_err());
    });
}

#[test]
fn what_is_written_at_one_end_is_read_at_the_other_both_ways() {
    rehearse(async {
        let air = Air::new(Law { loss: 300, ..Law::default() }, 2);
        let (mut ana, mut beto) = (phone(&air.radio(at(0)), 1), phone(&air.radio(at(10)), 2));
        let (mut to_beto, mut to_ana) = linked(&mut ana, &mut beto).await;
        assert!(to_beto.called() && !to_ana.called());
        let said: Vec<u8> = (0..20_000_u32).map(|at| at as u8 ^ (at >> 8) as u8).collect();
        for turn in 0..2 {
            let (from, into) =
                if turn == 0 { (&mut to_beto, &mut to_ana) } else { (&mut to_ana, &mut to_beto) };
            let mut heard = vec![0; said.len()];
            let (written, read) = tokio::join!(from.write_all(&said), into.read_exact(&mut heard));
            written.expect("the link is up");
            read.expect("the link is up");
            assert!(heard == said);
        }
    });
}

#[test]
fn a_fast_writer_waits_for_a_reader_who_does_not_read() {
    rehearse(async {
        let air = Air::new(Law::default(), 3);
        let (mut ana, mut beto) = (phone(&air.radio(at(0)), 1), phone(&air.radio(at(10)), 2));
        let (mut to_beto, _not_read) = linked(&mut ana, &mut beto).await;
        let mut taken = 0;
        while let Ok(written) = timeout(LONG, to_beto.write(&[7; 1_000])).await {
            taken += written.expect("the link is up");
        }
        let room = 2 * QUEUE_BYTES + (PACKETS_ON_THE_WAY + 2) * PACKET_BYTES;
        assert!(taken >= QUEUE_BYTES && taken <= room, "{taken} bytes were taken");
    });
}

#[test]
fn bandwidth_is_one_for_all_links_of_a_phone_and_loss_costs_time() {
    // Virtual time, which passes as the law says, whatever the machine.
    let seconds_for = |links: usize, loss: u16| {
        let mut passed = Duration::ZERO;
        rehearse(async {
            let air = Air::new(Law { loss, ..Law::default() }, 4);
            let mut ana = phone(&air.radio(at(0)), 1);
            let mut ends = Vec::new();
            for other in 0..links {
                let mut beto = phone(&air.radio(at(5 + other as i32)), 2 + other as u8);
                let pair = loop {
                    let seen = sighting(&mut ana).await;
                    if seen.id == Some(RadioId([2 + other as u8; 4])) {
                        ana.connect(seen.spot);
                        break (link(&mut ana).await, link(&mut beto).await);
                    }
                };
                ends.push((pair, beto));
            }
            let begun = Instant::now();
            let mut all = tokio::task::JoinSet::new();
            for (((mut mine, mut theirs), _on), _) in ends.into_iter().zip(0..) {
                all.spawn(async move {
                    let mut heard = vec![0; 12_500];
                    let (written, read) =
                        tokio::join!(mine.write_all(&[1; 12_500]), theirs.read_exact(&mut heard));
                    written.expect("the link is up");
                    read.expect("the link is up");
                });
            }
            while all.join_next().await.is_some() {}
            passed = begun.elapsed();
        });
        passed.as_millis()
    };
    let (one, three, lossy) = (seconds_for(1, 0), seconds_for(3, 0), seconds_for(1, 500));
    assert!((1_000..1_100).contains(&one), "{one} ms");
    assert!((3_000..3_200).contains(&three), "{three} ms");
    assert!((1_600..2_600).contains(&lossy), "{lossy} ms");
}

#[test]
fn out_of_reach_the_link_breaks_on_both_sides_and_back_again_they_meet_anew() {
    rehearse(async {
        let air = Air::new(Law::default(), 5);
        let his = air.radio(at(10));
        let (mut ana, mut beto) = (phone(&air.radio(at(0)), 1), phone(&his, 2));
        let (mut to_beto, mut to_ana) = linked(&mut ana, &mut beto).await;
        his.go(at(200));
        let mut end = [0; 1];
        assert_eq!(to_beto.read(&mut end).await.expect("it ends"), 0);
        assert_eq!(to_ana.read(&mut end).await.expect("it ends"), 0);
        let (spot, number) = (to_beto.spot(), to_beto.number());
        drop((to_beto, to_ana));
        let is_down =
            |event| matches!(event, Event::Down(at, of) if (at, of) == (spot, number)).then_some(());
        until(&mut ana, is_down).await;
        until(&mut ana, |event| matches!(event, Event::Lost(lost) if lost == spot).then_some(())).await;
        ana.connect(spot);
        until(&mut ana, |event| matches!(event, Event::NotReached(at) if at == spot).then_some(())).await;
        his.go(at(20));
        linked(&mut ana, &mut beto).await;
    });
}

#[test]
fn a_phone_takes_no_more_links_than_a_controller_can_carry() {
    rehearse(async {
        let air = Air::new(Law { loss: 0, ..Law::default() }, 6);
        let mut ana = phone(&air.radio(at(0)), 1);
        let others: Vec<Rehearsed> = (1..=8).map(at).map(|place| air.radio(place)).collect();
        let _on: Vec<Antenna> = others.iter().zip(2..).map(|(radio, id)| phone(radio, id)).collect();
        let (mut links, mut refused) = (Vec::new(), 0);
        for other in &others {
            ana.connect(other.spot);
            until(&mut ana, |event| match event {
                Event::Up(link) => {
                    links.push(link);
                    Some(())
                }
                Event::NotReached(_) => {
                    refused += 1;
                    Some(())
                }
                _ => None,
            })
            .await;
        }
        assert_eq!((links.len(), refused), (LINKS_MAX, 2));
    });
}

#[test]
fn an_unplugged_radio_says_so_and_works_again_when_it_is_plugged_in() {
    rehearse(async {
        let air = Air::new(Law::default(), 7);
        let hers = air.radio(at(0));
        let mut ana = phone(&hers, 1);
        let _beto = phone(&air.radio(at(10)), 2);
        let state = |event| if let Event::State(state) = event { Some(state) } else { None };
        assert_eq!(until(&mut ana, state).await, State::On);
        hers.plug(false);
        assert_eq!(until(&mut ana, state).await, State::Unavailable);
        hers.plug(true);
        assert_eq!(until(&mut ana, state).await, State::On);
        assert_eq!(sighting(&mut ana).await.id, Some(RadioId([2; 4])));
    });
}
