// SPDX-License-Identifier: Apache-2.0
/** Races of threads on shmcb's own classes, which are not public; hence this package. */
package org.socache.provider.shmcb;
