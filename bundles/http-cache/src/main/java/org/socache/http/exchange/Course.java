// SPDX-License-Identifier: Apache-2.0
package org.socache.http.exchange;

/** What an adapter has to do with a request. */
public sealed interface Course {

    /** Nothing more: the answer has been sent. */
    record Answered() implements Course {}

    /** Leave it alone: the cache takes no part. */
    record Aside() implements Course {}

    /**
     * Let the origin answer.
     *
     * @param watch tells what the origin is to see, and is to be shown what the origin does
     */
    record Forward(OriginWatch watch) implements Course {}

    Course ANSWERED = new Answered();
    Course ASIDE = new Aside();
}
