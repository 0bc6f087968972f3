// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * An entry in the ring. Offsets and lengths are multiples of a unit of 8 bytes.
 *
 * <pre>
 *   0                 8                16       20       24               32
 * +-----------------+----------------+--------+--------+----------------+-- id --+-- data --+
 * | stamp           | hash of id     | data   | check  | expiry         | padded | padded   |
 * +-----------------+----------------+--------+--------+----------------+--------+----------+
 *
 *  63                 45 44            28 27                  0
 * +---------------------+----------------+---------------------+
 * | version             | id length      | units               |  stamp
 * +---------------------+----------------+---------------------+
 * </pre>
 *
 * <ul>
 *   <li>version: 0 when the entry is appended, one more when it begins to be overwritten, and again when that is done: odd
 *       means unfinished. After 2<sup>18</sup> - 1 overwrites the entry is replaced by another instead, so that none returns.
 *   <li>id length: in bytes, 1 to 65536. 0 marks a filler, of which nothing but this first word exists: it takes the rest of
 *       a lap that is too short for the next entry.
 *   <li>units: length of the whole entry.
 *   <li>data: length in bytes.
 *   <li>check: {@link Checksum} over hash, lengths, expiry and data. The id is covered by its hash, and by comparison
 *       where it is known.
 *   <li>expiry: milliseconds since the epoch.
 * </ul>
 *
 * An entry never wraps around the end of the ring. Once it is published its id, hash and units never change; the rest does
 * only by {@link Ring#overwrite}.
 */
final class EntryLayout {

    static final int UNIT = 8;
    static final int STAMP_AT = 0;
    static final int HASH_AT = 8;
    static final int DATA_AND_CHECK_AT = 16;
    static final int EXPIRY_AT = 24;
    static final int ID_AT = 32;

    /** Units of an entry without data. */
    static final int SHORTEST = ID_AT / UNIT + 1;

    private static final int ID_LENGTH_SHIFT = 28;
    private static final int VERSION_SHIFT = 45;
    private static final int OVERWRITES_BITS = Long.SIZE - VERSION_SHIFT - 1;
    private static final long LAST_VERSION = -1L >>> VERSION_SHIFT;
    private static final long UNITS_MASK = (1L << ID_LENGTH_SHIFT) - 1;
    private static final long ID_LENGTH_MASK = (1L << VERSION_SHIFT - ID_LENGTH_SHIFT) - 1;
    private static final long ONE_VERSION = 1L << VERSION_SHIFT;
    private static final long LOW_INT = 0xffff_ffffL;

    private EntryLayout() {}

    static long bytes(int idLength, int dataLength) {
        return ID_AT + padded(idLength) + padded(dataLength);
    }

    /** The largest data that an entry of so many bytes can have besides an id; negative if not even that fits. */
    static long largestData(long bytes, int idLength) {
        return bytes - ID_AT - padded(idLength);
    }

    static int dataAt(int idLength) {
        return ID_AT + (int) padded(idLength);
    }

    /** The stamp of a new entry. */
    static long stamp(int units, int idLength) {
        return (long) idLength << ID_LENGTH_SHIFT | units;
    }

    /** The stamp while the entry is overwritten; the same if another began that and never ended. */
    static long unfinished(long stamp) {
        return stamp | ONE_VERSION;
    }

    /** The stamp when that is done. */
    static long finished(long stamp) {
        return unfinished(stamp) + ONE_VERSION;
    }

    static boolean isUnfinished(long stamp) {
        return (stamp & ONE_VERSION) != 0;
    }

    /** Whether there is a version left for it. */
    static boolean canBeOverwritten(long stamp) {
        return unfinished(stamp) >>> VERSION_SHIFT != LAST_VERSION;
    }

    /**
     * What no two finished entries of a ring ever have in common.
     *
     * @param position of the entry, of which 46 bits last for 2<sup>49</sup> bytes
     */
    static long version(long position, long stamp) {
        return position << OVERWRITES_BITS | stamp >>> Long.SIZE - OVERWRITES_BITS;
    }

    static int units(long stamp) {
        return (int) (stamp & UNITS_MASK);
    }

    static int idLength(long stamp) {
        return (int) (stamp >>> ID_LENGTH_SHIFT & ID_LENGTH_MASK);
    }

    static boolean isFiller(long stamp) {
        return idLength(stamp) == 0;
    }

    static long dataAndCheck(int dataLength, int check) {
        return (long) check << 32 | dataLength & LOW_INT;
    }

    static int dataLength(long dataAndCheck) {
        return (int) dataAndCheck;
    }

    static int check(long dataAndCheck) {
        return (int) (dataAndCheck >>> 32);
    }

    static long padded(int length) {
        return (long) length + UNIT - 1 & -UNIT;
    }
}
