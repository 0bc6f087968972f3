// SPDX-License-Identifier: Apache-2.0
package org.socache.http.disk.store;

/** Why something was not done, or an entry was lost. */
public enum Fault {
    /** The file system has no room left. */
    FULL,
    /** The root may not be written to. */
    READ_ONLY,
    /** The root is not there. */
    VANISHED,
    /** Any other error of reading or writing. */
    IO_ERROR,
    /** A header that is damaged, or of another version. */
    DAMAGED_HEADER,
    /** A body that is shorter, longer or other than what was written. */
    DAMAGED_BODY,
    /** The limits leave no room: what is being written fills them. */
    NO_ROOM,
    /** Content outside CacheMinFileSize and CacheMaxFileSize. */
    SIZE,
    /** Nothing is written for some seconds after an error. */
    STOOD_DOWN
}
