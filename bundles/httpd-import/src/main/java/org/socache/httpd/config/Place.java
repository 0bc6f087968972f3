// SPDX-License-Identifier: Apache-2.0
package org.socache.httpd.config;

/**
 * Where a line begins.
 *
 * @param file as an administrator would name it: relative to the folder of the file that was read first
 * @param line counted from 1
 */
public record Place(String file, int line) {

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
