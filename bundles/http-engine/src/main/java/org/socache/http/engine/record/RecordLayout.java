// SPDX-License-Identifier: Apache-2.0
package org.socache.http.engine.record;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Where things lie in a record. Numbers are big-endian, times and durations are milliseconds, text is ISO 8859-1. Nothing
 * depends on the machine, so nodes of different kind share one store.
 *
 * <pre>
 * every record
 *   0        4         6      7      8          12         16
 *   +--------+---------+------+------+----------+----------+----------------------------
 *   | "SCHE" | version | kind | zero | CRC-32C  | length   |  by kind ...
 *   +--------+---------+------+------+----------+----------+----------------------------
 *                                     of [12, length)       of the whole record
 *
 * kind 1, a response
 *   16       18       20            28             36     44           52
 *   +--------+--------+-------------+--------------+------+------------+----------
 *   | status | traits | requestTime | responseTime | date | initialAge | lifetime
 *   +--------+--------+-------------+--------------+------+------------+----------
 *   60                     68             76              84      92               100
 *   +----------------------+--------------+---------------+-------+----------------+
 *   | staleWhileRevalidate | staleIfError | storageExpiry | first | completeLength |
 *   +----------------------+--------------+---------------+-------+----------------+
 *   100   104         108    112       116    120
 *   +-----+-----------+------+---------+------+-----+------------+------+---------+------+
 *   | key | selecting | tags | headers | body | key | selecting  | tags | headers | body |
 *   +-----+-----------+------+---------+------+-----+------------+------+---------+------+
 *    five lengths; -1 is a body that lies apart
 *                                               lines "n: v" CRLF  lines  lines
 *
 * kind 2, the variants of a resource
 *   16    20      24
 *   +-----+-------+-----+----------------------------------------------------------------------------+
 *   | key | count | key | count times: storedAt, expiry, and with its length each: hash, names,       |
 *   |     |       |     |              selecting lines, language, encoding                            |
 *   +-----+-------+-----+----------------------------------------------------------------------------+
 *
 * kind 3, a lease
 *   16       24
 *   +--------+
 *   | holder |
 *   +--------+
 * </pre>
 */
final class RecordLayout {

    static final int MAGIC = 0x53434845;
    static final short VERSION = 1;
    static final byte RESPONSE = 1;
    static final byte VARIANTS = 2;
    static final byte LEASE = 3;

    static final int VERSION_AT = 4;
    static final int KIND_AT = 6;
    static final int ZERO_AT = 7;
    static final int CHECKSUM_AT = 8;
    static final int LENGTH_AT = 12;
    static final int CHECKED_FROM = 12;
    static final int PREFIX = 16;

    static final int STATUS_AT = 16;
    static final int TRAITS_AT = 18;
    static final int REQUEST_TIME_AT = 20;
    static final int RESPONSE_TIME_AT = 28;
    static final int DATE_AT = 36;
    static final int INITIAL_AGE_AT = 44;
    static final int LIFETIME_AT = 52;
    static final int STALE_WHILE_REVALIDATE_AT = 60;
    static final int STALE_IF_ERROR_AT = 68;
    static final int STORAGE_EXPIRY_AT = 76;
    static final int FIRST_AT = 84;
    static final int COMPLETE_LENGTH_AT = 92;
    static final int KEY_LENGTH_AT = 100;
    static final int SELECTING_LENGTH_AT = 104;
    static final int TAGS_LENGTH_AT = 108;
    static final int HEADERS_LENGTH_AT = 112;
    static final int BODY_LENGTH_AT = 116;
    static final int RESPONSE_PREFIX = 120;

    static final int HOLDER_AT = 16;
    static final int LEASE_LENGTH = 24;

    private RecordLayout() {}

    /** Writes what every record starts with; to be called when the rest is in place. */
    static byte[] seal(byte[] record, byte kind) {
        ByteBuffer.wrap(record)
                .putInt(0, MAGIC)
                .putShort(VERSION_AT, VERSION)
                .put(KIND_AT, kind)
                .put(ZERO_AT, (byte) 0)
                .putInt(LENGTH_AT, record.length)
                .putInt(CHECKSUM_AT, checksum(record));
        return record;
    }

    /** The kind of a whole, undamaged record of this version; 0 for anything else, and for null. */
    static byte kind(byte[] record) {
        if (record == null || record.length < PREFIX) {
            return 0;
        }
        ByteBuffer bytes = ByteBuffer.wrap(record);
        boolean ours = bytes.getInt(0) == MAGIC
                && bytes.getShort(VERSION_AT) == VERSION
                && bytes.get(ZERO_AT) == 0
                && bytes.getInt(LENGTH_AT) == record.length
                && bytes.getInt(CHECKSUM_AT) == checksum(record);
        return ours ? bytes.get(KIND_AT) : 0;
    }

    /** Covers all but the first twelve bytes: those are compared one by one, or are the checksum. */
    private static int checksum(byte[] record) {
        CRC32C checksum = new CRC32C();
        checksum.update(record, CHECKED_FROM, record.length - CHECKED_FROM);
        return (int) checksum.getValue();
    }
}
