// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.shmcb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.Hints;
import org.socache.api.InvalidSpecificationException;
import org.socache.api.spi.CacheInstance;
import org.socache.api.spi.CacheProvider;
import org.socache.api.spi.OpenContext;

/** The provider {@code shmcb}: shared memory. Counterpart: {@code mod_socache_shmcb}. */
@Component(property = CacheProvider.PROVIDER_NAME + "=shmcb")
public final class ShmcbProvider implements CacheProvider {

    private static final Logger LOG = LoggerFactory.getLogger(ShmcbProvider.class);

    @Override
    public CacheInstance open(String argument, OpenContext context) throws InvalidSpecificationException {
        SegmentArgument parsed = SegmentArgument.parse(argument, context);
        try {
            Segment segment = Segment.open(
                    canonical(parsed.path(), context),
                    parsed.size(),
                    context.hints(),
                    context.consumer(),
                    context.clock(),
                    Segment.Parts.REAL);
            warnOfLargeObjects(parsed.path(), segment.geometry().largestObject(context.hints()), context.hints());
            return new ShmcbInstance(segment, context.hints(), context.clock());
        } catch (IOException failure) {
            throw new InvalidSpecificationException("cannot open segment " + parsed.path() + ": " + failure, failure);
        }
    }

    /** One name for one directory, so that all who mean the same segment find the same lock file. */
    private static Path canonical(Path path, OpenContext context) throws IOException, InvalidSpecificationException {
        Path directory = path.getParent();
        if (directory == null) {
            throw new InvalidSpecificationException(path + " is not a file; name one in a directory");
        }
        if (directory.equals(context.dataDirectory().toAbsolutePath().normalize())) {
            Files.createDirectories(directory);
        }
        if (!Files.isDirectory(directory)) {
            throw new InvalidSpecificationException(
                    directory + " is not a directory; create it, or choose another path");
        }
        return directory.toRealPath().resolve(path.getFileName());
    }

    private static void warnOfLargeObjects(Path path, long largest, Hints hints) {
        if (hints.maximumObjectSize() > largest) {
            LOG.warn(
                    "{} can hold objects of up to {} bytes, and up to {} are asked for: choose a larger size",
                    path,
                    largest,
                    hints.maximumObjectSize());
        }
    }
}
