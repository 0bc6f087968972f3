// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.protocol;

/** The one byte that answers an ADD, REMOVE or HAVE, and a GET that found nothing. */
public enum Status {
    /** Done, or yes. */
    OK(0),
    /** No such key. */
    ABSENT(1),
    /** What stands behind the answering program cannot be reached; distcache's {@code dc_client} says it of its server. */
    DISCONNECTED(2),
    /** ADD: the key length is not smaller than the bytes that are left, so there is no data. */
    CORRUPT(100),
    /** ADD: the key is there and alive, or the server has no room. */
    DUPLICATE(101),
    /** ADD: the lifetime is above {@link Limits#LIFETIME_MILLIS}. */
    LIFETIME_RANGE(102),
    /** ADD: the key is empty or longer than {@link Limits#KEY}. */
    KEY_RANGE(103),
    /** ADD: the data is larger than the server takes. */
    DATA_RANGE(104);

    private final byte code;

    Status(int code) {
        this.code = (byte) code;
    }

    /** The payload that says so. */
    public byte[] payload() {
        return new byte[] {code};
    }

    /** The status a payload says, or null if it is not exactly one byte, or an unknown one. */
    public static Status of(byte[] payload) {
        if (payload.length == 1) {
            for (Status status : values()) {
                if (status.code == payload[0]) {
                    return status;
                }
            }
        }
        return null;
    }
}
