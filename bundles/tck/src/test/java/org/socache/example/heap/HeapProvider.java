// SPDX-License-Identifier: Apache-2.0
package org.socache.example.heap;

import org.osgi.service.component.annotations.Component;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.OpenContext;

/** {@code heap:entries}: so many entries on the heap of this JVM. */
@Component(property = CacheProvider.PROVIDER_NAME + "=heap")
public final class HeapProvider implements CacheProvider {

    @Override
    public CacheInstance open(String argument, OpenContext context) throws InvalidSpecificationException {
        if (argument == null || !argument.matches("[1-9][0-9]{0,6}")) {
            throw new InvalidSpecificationException(
                    "\"" + argument + "\" is no number of entries from 1 to 9999999; write for instance heap:1000");
        }
        return new HeapCache(Integer.parseInt(argument), context.clock());
    }
}
