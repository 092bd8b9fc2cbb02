import { Link } from '@tanstack/react-router';
import { Page } from './page';
import { EmptyState } from '../ui/states';
import { buttonClass } from '../ui/button';

export function NotFound() {
  return (
    <Page title="There is nothing here">
      <EmptyState
        title="No page has this address"
        actions={
          <Link to="/" className={buttonClass('primary')}>
            Go to the overview
          </Link>
        }
      >
        The link may be old, or a letter may be missing. Press / to search.
      </EmptyState>
    </Page>
  );
}
