// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

/**
 * An entry in the ring. Offsets and lengths are multiples of a unit of 8 bytes.
 *
 * <pre>
 *   0        4        8                16       20       24               32
 * +--------+--------+----------------+--------+--------+----------------+-- id --+-- data --+
 * | units  | id len | hash of id     | data   | check  | expiry         | padded | padded   |
 * +--------+--------+----------------+--------+--------+----------------+--------+----------+
 * </pre>
 *
 * <ul>
 *   <li>units: length of the whole entry, in units.
 *   <li>id len: in bytes, 1 to 65536. 0 marks a filler, of which nothing but this first word exists: it takes the rest of a
 *       lap that is too short for the next entry.
 *   <li>data: length in bytes.
 *   <li>check: {@link Checksum} over hash, lengths, expiry and data. The id is covered by its hash, and by comparison
 *       where it is known.
 *   <li>expiry: milliseconds since the epoch.
 * </ul>
 *
 * An entry never wraps around the end of the ring, and never changes once it is published.
 */
final class EntryLayout {

    static final int UNIT = 8;
    static final int LENGTHS_AT = 0;
    static final int HASH_AT = 8;
    static final int DATA_AND_CHECK_AT = 16;
    static final int EXPIRY_AT = 24;
    static final int ID_AT = 32;

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

    static long lengths(int units, int idLength) {
        return (long) idLength << 32 | units;
    }

    static int units(long lengths) {
        return (int) lengths;
    }

    static int idLength(long lengths) {
        return (int) (lengths >>> 32);
    }

    static boolean isFiller(long lengths) {
        return idLength(lengths) == 0;
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
