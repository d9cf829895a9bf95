import '../shared/panel.css';
import '../shared/plan.css';
import './plan.css';
import './app';

document.body.append(document.createElement('weir-plan-view'));
