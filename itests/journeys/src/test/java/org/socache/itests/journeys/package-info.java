// SPDX-License-Identifier: Apache-2.0
/** What a user does, step by step, against the distribution as a real process. */
package org.socache.itests.journeys;
