// Counts have at most this many parts in one: half days, and cents with room to spare.
const PARTS = 1000000;

/**
 * Return the share of each count, in percent, by the largest remainder: they add up to
 * exactly 100. The same as `tools/shares.py`, which tells how ties are broken.
 *
 * @param {(number|null)[]} counts null where nothing is known
 * @param {number} [digits=0] decimals
 * @returns {(number|null)[]} null for null, and for each when all are zero
 */
export function percentages(counts, digits = 0) {
    const isKnown = (count) => typeof count === "number";
    // Whole numbers as large as they come: no rounding may decide on a remainder.
    const parts = counts.map((count) =>
        isKnown(count) ? BigInt(Math.round(count * PARTS)) : null
    );
    const total = parts.reduce((sum, part) => sum + (part ?? 0n), 0n);
    if (!total) {
        return counts.map(() => null);
    }
    const scale = 10n ** BigInt(digits);
    const claims = parts
        .map((part, index) => ({ part, index }))
        .filter(({ part }) => part !== null)
        .map(({ part, index }) => ({
            index,
            part,
            share: (part * 100n * scale) / total,
            left: (part * 100n * scale) % total,
        }));
    let missing = 100n * scale - claims.reduce((sum, { share }) => sum + share, 0n);
    const compare = (one, other) => (one < other ? 1 : one > other ? -1 : 0);
    const ordered = [...claims].sort(
        (a, b) =>
            compare(a.left, b.left) || compare(a.part, b.part) || a.index - b.index
    );
    for (const claim of ordered) {
        if (missing > 0n) {
            claim.share += 1n;
            missing -= 1n;
        }
    }
    const shares = counts.map(() => null);
    for (const { index, share } of claims) {
        shares[index] = Number(share) / Number(scale);
    }
    return shares;
}
