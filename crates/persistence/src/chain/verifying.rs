//! Reckoning the chain again.

use std::{collections::HashMap, fmt};

use chrono::{Duration, NaiveDate};
use domain::{Now, Viewer};
use sea_orm::{
    JoinType, Order, QueryResult,
    sea_query::{Condition, Expr, ExprTrait, Query},
};

use super::{
    Hash, Head,
    line::{Line, columns},
    sealing::JOB,
    waiting::Tail,
};
use crate::{Store, StoreError};

/// Seals that are read at once.
const BATCH: u64 = 1000;
/// Seals that are looked through at once for a hash.
const STRETCH: u64 = 50_000;
/// How long a line may wait for its seal where a server runs.
const WAITS: Duration = Duration::minutes(1);
/// Lines that do not fit are compared with each other, so many at most.
const COMPARED: usize = 200;

/// What is to be verified.
#[derive(Clone, Copy, Debug, Default)]
pub struct Verify {
    /// From this day on; what lies before is taken as it is.
    pub from: Option<NaiveDate>,
    /// The chain had this head once, so it still contains it.
    pub head: Option<Hash>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Report {
    pub findings: Vec<Finding>,
    /// Seals that were looked at.
    pub seals: u64,
    pub head: Head,
    pub tail: Tail,
}

/// Something that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A line is not what was sealed.
    Changed(Place),
    /// A line that was sealed is gone.
    Missing(Place),
    /// A line, or its seal, stands in the place of another one.
    Reordered(Place),
    /// A line has a second seal, or a place in the chain is taken twice.
    SealedTwice(Place),
    /// The line is what was sealed, and its seal is another one.
    ForeignHash(Place),
    /// So many seals of a day are gone before this place.
    SealsMissing(Place, i64),
    /// A line stands in the sealed part of the journal, by its position, and has no seal.
    Unsealed(i64),
    /// A line says that it was written by a transaction that is still to come: it never settles.
    Future(i64),
    /// Lines have waited too long for their seals: nobody seals.
    Waiting(Tail),
    /// The chain ends before or behind where it should.
    OtherEnd,
    /// The head that was kept is not in the chain: it was cut off, or made anew.
    HeadMissing,
}

/// A place in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub position: i64,
    pub day: NaiveDate,
    pub number: i64,
}

/// A seal and the line that it names, if that is there.
struct Seal {
    place: Place,
    hash: Hash,
    line: Option<Line>,
}

/// A line that does not fit where it stands.
struct Misfit {
    place: Place,
    line: Line,
    before: Hash,
    hash: Hash,
    /// What its seal would have to be.
    reckoned: Hash,
}

/// How far the walk along the chain has come.
struct Walk {
    findings: Vec<Finding>,
    seals: u64,
    head: Head,
    /// Behind missing seals nothing can be reckoned.
    is_torn: bool,
    /// Heads that have to be met: where the chain ended before the walk, and the one that was kept.
    awaited: Vec<(Hash, Finding)>,
    /// The one before, if it does not fit.
    pending: Option<Misfit>,
    misfits: Vec<Misfit>,
    seen: Seen,
}

/// Positions of lines, a bit each.
#[derive(Default)]
struct Seen(HashMap<i64, Box<[u64; 1024]>>);

impl Store {
    /// Walks along the whole chain, beside a server that may be running.
    pub async fn verify_chain(&self, verify: Verify, now: Now) -> Result<Report, StoreError> {
        let end = self.end_of_chain().await?;
        let before = self.last_before(verify.from).await?;
        let mut kept = verify.head.map(|hash| (hash, Finding::HeadMissing));
        if let (Some(day), Some(hash)) = (verify.from, verify.head)
            && self.was_head_before(day, hash).await?
        {
            kept = None;
        }
        let ended = (end.head.hash, Finding::OtherEnd);
        let mut walk = Walk::new(before, [Some(ended), kept].into_iter().flatten());
        loop {
            let seals = self.seals_behind(&walk.head).await?;
            let is_last = (seals.len() as u64) < BATCH;
            for seal in seals {
                walk.step(seal);
            }
            if is_last {
                break;
            }
        }
        let end = self.end_of_chain().await?;
        let mut report = walk.finish(&end.head);
        self.look_for_unsealed(&end, &mut report).await?;
        if report.tail.oldest.is_some_and(|oldest| oldest < now.0 - WAITS) {
            report.findings.push(Finding::Waiting(report.tail));
        }
        Ok(report)
    }

    /// The last seal before the day.
    async fn last_before(&self, day: Option<NaiveDate>) -> Result<Head, StoreError> {
        let select = Query::select()
            .columns(["day", "number", "hash"])
            .from("seal")
            .and_where_option(day.map(|day| Expr::col("day").lt(day)))
            .and_where_option(day.is_none().then(|| Expr::value(false)))
            .order_by("day", Order::Desc)
            .order_by("number", Order::Desc)
            .limit(1)
            .take();
        let rows = self.query_all(&Viewer::system(JOB), &select).await?;
        let Some(row) = rows.first() else { return Ok(Head::beginning()) };
        let (day, number) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        Ok(Head { day, number, hash: Hash::read(&row.try_get_by_index::<String>(2)?)? })
    }

    /// Looks back from the day, stretch by stretch: what is looked for is kept for a few days at most,
    /// and no statement takes longer the longer the chain is.
    async fn was_head_before(&self, day: NaiveDate, hash: Hash) -> Result<bool, StoreError> {
        let row = |[day, number]: [Expr; 2]| Expr::tuple([day, number]);
        let (mut before, hash) = ((day, 0_i64), hash.to_string());
        loop {
            let select = Query::select()
                .columns(["day", "number", "hash"])
                .from("seal")
                .and_where(
                    row(["day", "number"].map(Expr::col))
                        .lt(row([Expr::value(before.0), Expr::value(before.1)])),
                )
                .order_by("day", Order::Desc)
                .order_by("number", Order::Desc)
                .limit(STRETCH)
                .take();
            let rows = self.query_all(&Viewer::system(JOB), &select).await?;
            for row in &rows {
                if row.try_get_by_index::<String>(2)? == hash {
                    return Ok(true);
                }
            }
            let last = rows.last().filter(|_| rows.len() as u64 == STRETCH);
            let Some(last) = last else { return Ok(false) };
            before = (last.try_get_by_index(0)?, last.try_get_by_index(1)?);
        }
    }

    async fn seals_behind(&self, head: &Head) -> Result<Vec<Seal>, StoreError> {
        let row = |[day, number]: [Expr; 2]| Expr::tuple([day, number]);
        let place = row(["day", "number"].map(|column| Expr::col(("seal", column))));
        let same = Expr::col(("journal", "position")).equals(("seal", "position"));
        let select = Query::select()
            .columns(["position", "day", "number", "hash"].map(|column| ("seal", column)))
            .columns(columns().map(|column| ("journal", column)))
            .from("seal")
            .join(JoinType::LeftJoin, "journal", Condition::all().add(same))
            .and_where(place.gt(row([Expr::value(head.day), Expr::value(head.number)])))
            .order_by(("seal", "day"), Order::Asc)
            .order_by(("seal", "number"), Order::Asc)
            .order_by(("seal", "position"), Order::Asc)
            .limit(BATCH)
            .take();
        let rows = self.query_all(&Viewer::system(JOB), &select).await?;
        rows.iter().map(Seal::read).collect()
    }
}

impl Walk {
    fn new(head: Head, awaited: impl Iterator<Item = (Hash, Finding)>) -> Self {
        let mut walk = Self {
            findings: Vec::new(),
            seals: 0,
            head,
            is_torn: false,
            awaited: awaited.collect(),
            pending: None,
            misfits: Vec::new(),
            seen: Seen::default(),
        };
        walk.meet(walk.head.hash);
        walk
    }

    fn meet(&mut self, hash: Hash) {
        self.awaited.retain(|(awaited, _)| *awaited != hash);
    }

    fn step(&mut self, Seal { place, hash, line }: Seal) {
        self.seals += 1;
        let is_new = self.seen.add(place.position);
        let is_next_day = place.day > self.head.day;
        if !is_new || (place.number == self.head.number && !is_next_day) {
            self.findings.push(Finding::SealedTwice(place));
        }
        let expected = if is_next_day { 1 } else { self.head.number + 1 };
        if place.number > expected {
            self.settle_pending(None);
            self.findings.push(Finding::SealsMissing(place, place.number - expected));
            self.is_torn = true;
        }
        match line {
            None => {
                self.settle_pending(None);
                self.findings.push(Finding::Missing(place));
            }
            Some(_) if self.is_torn => {}
            Some(line) => self.compare(place, hash, line),
        }
        self.is_torn = false;
        self.meet(hash);
        self.head = Head { day: place.day, number: place.number, hash };
    }

    fn compare(&mut self, place: Place, hash: Hash, line: Line) {
        let (before, bytes) = (self.head.hash, line.bytes());
        let reckoned = before.behind(&bytes);
        // What hangs on the seal that the one before should have.
        let mended = self.pending.as_ref().map(|pending| pending.reckoned.behind(&bytes));
        if mended == Some(hash) {
            return self.settle_pending(Some(()));
        }
        self.settle_pending(None);
        if reckoned != hash {
            self.pending = Some(Misfit { place, line, before, hash, reckoned });
        } else if line.day(self.head.day) != place.day {
            self.findings.push(Finding::Reordered(place));
        }
    }

    /// `mended`: the next one hangs on what was reckoned, so the line is right and its seal is not.
    fn settle_pending(&mut self, mended: Option<()>) {
        let Some(misfit) = self.pending.take() else { return };
        match mended {
            Some(()) => self.findings.push(Finding::ForeignHash(misfit.place)),
            None => self.misfits.push(misfit),
        }
    }

    /// With where the chain ends after the walk.
    fn finish(mut self, end: &Head) -> Report {
        let mended = self.pending.as_ref().filter(|pending| pending.reckoned == end.hash).map(drop);
        if mended.is_some() {
            self.meet(end.hash);
        }
        self.settle_pending(mended);
        let misfits = self.misfits.iter().map(|misfit| self.judged(misfit)).collect::<Vec<_>>();
        self.findings.extend(misfits);
        self.findings.extend(self.awaited.into_iter().map(|(_, finding)| finding));
        if (end.day, end.number) < (self.head.day, self.head.number)
            && !self.findings.contains(&Finding::OtherEnd)
        {
            self.findings.push(Finding::OtherEnd);
        }
        let tail = Tail::default();
        Report { findings: self.findings, seals: self.seals, head: self.head, tail }
    }

    /// Whether another line fits its place, or it fits another place.
    fn judged(&self, misfit: &Misfit) -> Finding {
        let Misfit { place, line, before, hash, .. } = misfit;
        let compared = &self.misfits[..self.misfits.len().min(COMPARED)];
        let fits = |other: &Misfit| {
            let bytes = line.bytes();
            [other.before, other.hash].iter().any(|before| before.behind(&bytes) == *hash)
                || before.behind(&other.line.bytes()) == *hash
                || before.behind(&other.line.bytes_at(place.position)) == *hash
        };
        let is_other = |other: &&Misfit| other.place != *place;
        let is_moved = compared.iter().filter(is_other).any(fits);
        if is_moved { Finding::Reordered(*place) } else { Finding::Changed(*place) }
    }
}

impl Seen {
    /// Whether it was not there.
    fn add(&mut self, position: i64) -> bool {
        const BLOCK: i64 = 1 << 16;
        let block = self.0.entry(position.div_euclid(BLOCK)).or_insert_with(|| Box::new([0; 1024]));
        let bit = usize::try_from(position.rem_euclid(BLOCK)).unwrap_or_default();
        let (word, bit) = (&mut block[bit / 64], 1 << (bit % 64));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

impl Seal {
    fn read(row: &QueryResult) -> Result<Self, StoreError> {
        let position = row.try_get_by_index(0)?;
        let place =
            Place { position, day: row.try_get_by_index(1)?, number: row.try_get_by_index(2)? };
        // What is no hash is a foreign one.
        let hash = Hash::parse(&row.try_get_by_index::<String>(3)?).unwrap_or(Hash::BEGINNING);
        let found: Option<i64> = row.try_get_by_index(4)?;
        let line = |_| Line::read(row, 4).unwrap_or_else(|_| Line::unreadable(position));
        Ok(Self { place, hash, line: found.map(line) })
    }
}

impl Head {
    fn beginning() -> Self {
        Self { day: NaiveDate::default(), number: 0, hash: Hash::BEGINNING }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed(place) => write!(f, "changed: {place} is not what was sealed"),
            Self::Missing(place) => write!(f, "missing: {place} is gone"),
            Self::Reordered(place) => write!(f, "reordered: {place} stands in another's place"),
            Self::SealedTwice(place) => write!(f, "sealed twice: {place}"),
            Self::ForeignHash(place) => {
                write!(f, "foreign hash: the seal of {place} is not its own")
            }
            Self::SealsMissing(place, count) => {
                write!(f, "missing: {count} seals of {} before {place}", place.day)
            }
            Self::Unsealed(position) => {
                write!(f, "missing: the seal of the record at position {position}")
            }
            Self::Future(position) => write!(
                f,
                "never sealed: the record at position {position} is of a transaction to come"
            ),
            Self::Waiting(Tail { lines, oldest }) => {
                write!(f, "not sealed: {lines} records wait for their seal")?;
                let since = oldest.map(|oldest| oldest.to_rfc3339());
                since.map_or(Ok(()), |since| write!(f, ", the oldest since {since}"))
            }
            Self::OtherEnd => f.write_str("missing: the chain does not end where it should"),
            Self::HeadMissing => {
                f.write_str("missing: the chain does not contain the head that was kept")
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, day, number } = self;
        write!(f, "record {number} of {day}, at position {position}")
    }
}
