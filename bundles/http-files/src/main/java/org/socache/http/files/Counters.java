// SPDX-License-Identifier: Apache-2.0
package org.socache.http.files;

import java.util.concurrent.atomic.LongAdder;

/** What happened since the start, whatever files were kept; each only grows. */
final class Counters {

    /** Answers, also those without content. */
    final LongAdder served = new LongAdder();

    /** Bytes of content. */
    final LongAdder bytes = new LongAdder();

    /** Files opened anew because they had changed. */
    final LongAdder changed = new LongAdder();

    /** Files that were not there, or could not be read. */
    final LongAdder missing = new LongAdder();

    /** Answers broken off because the file changed under them. */
    final LongAdder brokenOff = new LongAdder();
}
